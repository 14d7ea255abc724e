using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>
/// The threads that libtorch's own operations run on (OpenMP). They wait for the next operation for a while without giving their core
/// away, so that kernels on other threads would have to fight them for it.
/// </summary>
internal static unsafe class LibraryTeam
{
    // Linux lists there what a process has loaded.
    private const string Maps = "/proc/self/maps";

    private static readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void> Parallel = Find();

    /// <summary>Whether the library's threads can be used: on Linux, once it is loaded.</summary>
    public static bool IsThere => Parallel is not null;

    /// <summary>Calls <paramref name="body"/> for 0 to <paramref name="count"/> - 1, this thread included.</summary>
    /// <param name="threads">Most threads.</param>
    /// <param name="count">Pieces.</param>
    /// <param name="body">Must not throw.</param>
    public static void Run(int threads, int count, Action<int> body)
    {
        using var work = new GCHandle<Work>(new Work(count, body));
        Parallel(&Take, GCHandle<Work>.ToIntPtr(work), (uint)threads, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Take(nint work) => GCHandle<Work>.FromIntPtr(work).Target.Take();

    // The copy of OpenMP that lies beside libtorch is the one it uses; its name has a hash.
    private static delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void> Find()
    {
        if (!File.Exists(Maps))
        {
            return null;
        }

        var loaded = File.ReadLines(Maps).Where(line => line.Contains('/')).Select(line => line[line.IndexOf('/')..]).Distinct().ToList();
        var folder = Path.GetDirectoryName(loaded.FirstOrDefault(path => Path.GetFileName(path).StartsWith("libtorch_cpu.", StringComparison.Ordinal)));
        var team = loaded.FirstOrDefault(path => Path.GetDirectoryName(path) == folder && Path.GetFileName(path).StartsWith("libgomp", StringComparison.Ordinal));
        return team is not null && NativeLibrary.TryLoad(team, out var library) && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var entry)
            ? (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void>)entry
            : null;
    }

    private sealed class Work(int count, Action<int> body)
    {
        private int _next = -1;

        public void Take()
        {
            for (var i = Interlocked.Increment(ref _next); i < count; i = Interlocked.Increment(ref _next))
            {
                body(i);
            }
        }
    }
}
