using System.Collections;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>A range in pieces of nearly the same size, one after the other, so that the same buffers serve them all.</summary>
/// <param name="total">Length of the range, at least one.</param>
/// <param name="most">Length of the largest piece that fits; one fits in any case.</param>
internal sealed class EvenPieces(long total, long most) : IEnumerable<(long From, long Count)>
{
    /// <summary>Length of all pieces but the last, which may be shorter.</summary>
    public long Size { get; } = DividedUp(total, DividedUp(total, Math.Max(1, most)));

    /// <inheritdoc/>
    public IEnumerator<(long From, long Count)> GetEnumerator()
    {
        for (long from = 0; from < total; from += Size)
        {
            yield return (from, Math.Min(Size, total - from));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long DividedUp(long number, long by) => (number + by - 1) / by;
}
