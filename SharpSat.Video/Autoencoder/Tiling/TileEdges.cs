using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>The last rows and columns of a tile after its own blending, for every piece of time: what its neighbours are blended with.</summary>
internal sealed class TileEdges : IDisposable
{
    private const int Rows = 3;
    private const int Columns = 4;
    private readonly List<Tensor> _bottom = [];
    private readonly List<Tensor> _right = [];

    /// <summary>The last rows of a piece.</summary>
    public Tensor Bottom(int piece) => _bottom[piece];

    /// <summary>The last columns of a piece.</summary>
    public Tensor Right(int piece) => _right[piece];

    /// <summary>Copies the edges of the next piece, because a view would keep the whole of it alive.</summary>
    public void Add(Tensor piece_BCFHW, int rows, int columns)
    {
        _bottom.Add(Last(piece_BCFHW, Rows, rows));
        _right.Add(Last(piece_BCFHW, Columns, columns));
    }

    /// <summary>Gives the columns free, once the tile to the right is done.</summary>
    public void ForgetRight() => Forget(_right);

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget(_bottom);
        Forget(_right);
    }

    private static Tensor Last(Tensor x, int axis, int count)
    {
        var size = x.size(axis);
        var used = Math.Min(size, count);
        using var end = x.narrow(axis, size - used, used);
        return end.clone().DetachFromDisposeScope();
    }

    private static void Forget(List<Tensor> edges)
    {
        edges.ForEach(edge => edge.Dispose());
        edges.Clear();
    }
}
