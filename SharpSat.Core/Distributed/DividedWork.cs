using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>
/// Numbered pieces of work, each done by one process: piece i by process i modulo their number. Every process gets all
/// results, the same as if it had done all the work itself. All processes call a member, in the same order.
/// </summary>
public static class DividedWork
{
    private const int MostDimensions = 6;

    /// <summary>Whether a piece is this process's.</summary>
    public static bool IsOwn(int piece, IProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return piece % group.Size == group.Rank;
    }

    /// <summary>Figures of every piece. Adding zeros rounds nothing, so they are the worker's own to the last bit.</summary>
    /// <param name="pieces">Number of pieces.</param>
    /// <param name="width">Figures of one piece.</param>
    /// <param name="work">Computes a piece's figures.</param>
    /// <param name="group">The processes.</param>
    /// <returns>[pieces][width].</returns>
    public static IReadOnlyList<double[]> Figures(int pieces, int width, Func<int, double[]> work, IProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(group);
        var own = Enumerable.Range(0, pieces).SelectMany(piece => IsOwn(piece, group) ? work(piece) : new double[width]).ToArray();
        if (own.Length != (long)pieces * width)
        {
            throw new ArgumentException($"{pieces} pieces of {width} figures are not {own.Length}.", nameof(work));
        }

        if (group.Size == 1 || own.Length == 0)
        {
            return [.. own.Chunk(width)];
        }

        using var all = tensor(own, ScalarType.Float64);
        group.Sum(all);
        return [.. all.data<double>().ToArray().Chunk(width)];
    }

    /// <summary>A tensor for every piece, on the CPU, each of any shape of up to six dimensions and any type.</summary>
    /// <param name="pieces">Number of pieces.</param>
    /// <param name="work">Makes a piece's tensor.</param>
    /// <param name="group">The processes.</param>
    public static IReadOnlyList<Tensor> Tensors(int pieces, Func<int, Tensor> work, IProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(group);

        // All work comes before the first meeting: nobody waits for another's piece with own ones left to do.
        var own = Enumerable.Range(0, pieces).Select(piece => IsOwn(piece, group) ? work(piece) : null).ToList();
        return [.. own.Select((made, piece) => Share(made, piece % group.Size, group))];
    }

    private static Tensor Share(Tensor? made, int from, IProcessGroup group)
    {
        if (group.Size == 1)
        {
            return made!;
        }

        using var scope = NewDisposeScope();
        var header = new long[MostDimensions + 2];
        if (made is not null)
        {
            made = made.cpu().contiguous();
            (header[0], header[1]) = ((long)made.dtype, made.dim());
            made.shape.CopyTo(header, 2);
        }

        var sent = tensor(header, ScalarType.Int64);
        group.Broadcast(sent, from);
        header = [.. sent.data<long>()];
        made ??= empty(header[2..(int)(header[1] + 2)], (ScalarType)header[0]);
        group.Broadcast(made, from);
        return made.MoveToOuterDisposeScope();
    }
}
