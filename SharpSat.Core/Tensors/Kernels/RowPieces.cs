using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>
/// Divides a kernel's work among the library's threads, or as many of the runtime's where those cannot be had. Pieces are cut by
/// size alone, so that sums over pieces do not depend on the number of threads.
/// </summary>
internal static class RowPieces
{
    // Numbers: below this, waking another thread costs more than it saves.
    private const long WorthSharing = 1 << 15;

    /// <summary>Calls <paramref name="body"/> for 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">Pieces.</param>
    /// <param name="numbers">Numbers in all pieces together.</param>
    /// <param name="body">Must not throw.</param>
    public static void Run(int count, long numbers, Action<int> body)
    {
        var threads = count == 1 || numbers < WorthSharing ? 1 : get_num_threads();
        if (threads > 1 && LibraryTeam.IsThere)
        {
            LibraryTeam.Run(threads, count, body);
            return;
        }

        if (threads > 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            body(i);
        }
    }
}
