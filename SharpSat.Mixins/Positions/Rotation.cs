using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>Cosines and sines of one grid, [S, D], text rows being the identity.</summary>
/// <param name="Cos_SD">Cosines, each frequency twice.</param>
/// <param name="Sin_SD">Sines, each frequency twice.</param>
internal sealed record Rotation(Tensor Cos_SD, Tensor Sin_SD) : IDisposable
{
    /// <summary>Rotates adjacent pairs: (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
    public Tensor Apply(Tensor x_BNSD)
    {
        using var scope = NewDisposeScope();
        var pairs = x_BNSD.unflatten(3, [-1, 2]).unbind(4);
        var turned = stack([-pairs[1], pairs[0]], 4).flatten(3);
        return addcmul(x_BNSD * Cos_SD, turned, Sin_SD, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cos_SD.Dispose();
        Sin_SD.Dispose();
    }
}
