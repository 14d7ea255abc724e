using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>Rows in pieces of nearly the same size, one after the other through the same buffers.</summary>
/// <param name="rows">All rows, at least one.</param>
/// <param name="most">Rows of the largest piece that fits.</param>
internal sealed class RowBlocks(long rows, long most) : IEnumerable<(long From, long Count)>
{
    private readonly long _size = Largest(rows, Math.Max(1, most));

    /// <summary>Room for the largest piece, float32 [rows, columns].</summary>
    public Tensor Buffer(long columns) => KernelTensor.New([_size, columns], ScalarType.Float32);

    /// <inheritdoc/>
    public IEnumerator<(long From, long Count)> GetEnumerator()
    {
        for (long from = 0; from < rows; from += _size)
        {
            yield return (from, Math.Min(_size, rows - from));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long Largest(long rows, long most)
    {
        var pieces = (rows + most - 1) / most;
        return (rows + pieces - 1) / pieces;
    }
}
