using System.Runtime.InteropServices;
using SharpSat.Core.Tensors.Kernels;

namespace SharpSat.Core.Training.Memory;

/// <summary>The C library's heap, where tensors on the CPU lie (glibc's; other systems' say less of themselves).</summary>
public static partial class NativeHeap
{
    /// <summary>
    /// Bytes that are in use, without what was given free and is kept; where that cannot be known, the process's
    /// resident size.
    /// </summary>
    public static long UsedBytes()
    {
        try
        {
            var info = Describe();
            return (long)(info.Used + info.Mapped) - BlockPool.IdleBytes;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return Environment.WorkingSet;
        }
    }

    /// <summary>Gives what is kept back to the system, so that what is measured next begins as in a new process; does nothing where there is no such call.</summary>
    public static void GiveBack()
    {
        BlockPool.Release();
        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // The measurement then counts a little too much.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Info Describe();

    // struct mallinfo2: ten numbers.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        private readonly nuint _arena;
        private readonly nuint _freeChunks;
        private readonly nuint _fastChunks;
        private readonly nuint _mappedChunks;
        public readonly nuint Mapped;
        private readonly nuint _reserved;
        private readonly nuint _fastBytes;
        public readonly nuint Used;
        private readonly nuint _freeBytes;
        private readonly nuint _topBytes;
    }
}
