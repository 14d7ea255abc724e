using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>
/// The first value of a weight. A large one of a short type is drawn piece by piece, so that it never stands in memory as
/// float32; its numbers are those of one draw in float32, cast.
/// </summary>
internal static class FreshWeight
{
    /// <summary>Elements of a piece. Normal draws come in blocks of 16, and whole blocks join without a seam.</summary>
    private const long Piece = 1 << 22;

    private const long Block = 16;

    /// <summary>The value, owned by the surrounding scope.</summary>
    public static Tensor Draw(Weight weight, Generator generator, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        long[] shape = [.. weight.Shape];
        var count = shape.Aggregate(1L, (product, extent) => product * extent);
        if (dtype == ScalarType.Float32 || count <= Piece || !weight.Init.IsPerElement)
        {
            return weight.Init.Create(shape, generator).to(dtype, device).contiguous().MoveToOuterDisposeScope();
        }

        var value = empty(shape, dtype, device);
        var flat = value.view(-1);
        for (long start = 0; start < count;)
        {
            using var pieceScope = NewDisposeScope();
            var left = count - start;
            var length = left < Piece + Block ? left : Piece;
            flat.narrow(0, start, length).copy_(weight.Init.Create([length], generator));
            start += length;
        }

        return value.MoveToOuterDisposeScope();
    }
}
