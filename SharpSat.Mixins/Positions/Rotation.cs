using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>Cosines and sines of one grid, [S, D], text rows being the identity.</summary>
/// <param name="Cos_SD">Cosines, each frequency twice.</param>
/// <param name="Sin_SD">Sines, each frequency twice.</param>
/// <param name="Turn_SP">The same as complex numbers cos + i sin, one for each pair, or null; float32 only.</param>
internal sealed record Rotation(Tensor Cos_SD, Tensor Sin_SD, Tensor? Turn_SP = null) : IDisposable
{
    /// <summary>The rotation of given cosines and sines behind <paramref name="text"/> unrotated tokens; the caller disposes it.</summary>
    /// <exception cref="InputException">The table is not for this many tokens or this head size.</exception>
    public static Rotation Of(RotaryPositions given, int text, Tensor like_BNSD)
    {
        using var scope = NewDisposeScope();
        var (tokens, size) = (like_BNSD.size(2) - text, like_BNSD.size(3));
        if (!given.Cos_SD.shape.SequenceEqual([tokens, size]) || !given.Sin_SD.shape.SequenceEqual([tokens, size]))
        {
            throw new InputException(
                $"The rotary table is [{string.Join(", ", given.Cos_SD.shape)}]; {tokens} video tokens of head size {size} need [{tokens}, {size}].");
        }

        var cos = cat([ones(text, size, like_BNSD.dtype, like_BNSD.device), given.Cos_SD.to(like_BNSD.dtype, like_BNSD.device)], 0);
        var sin = cat([zeros(text, size, like_BNSD.dtype, like_BNSD.device), given.Sin_SD.to(like_BNSD.dtype, like_BNSD.device)], 0);
        return new Rotation(cos.DetachFromDisposeScope(), sin.DetachFromDisposeScope());
    }

    /// <summary>Rotates adjacent pairs: (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
    public Tensor Apply(Tensor x_BNSD)
    {
        using var scope = NewDisposeScope();
        if (Turn_SP is not null)
        {
            // One pass over the data in place of four.
            return view_as_real(view_as_complex(x_BNSD.unflatten(3, [-1, 2])) * Turn_SP).flatten(3).MoveToOuterDisposeScope();
        }

        var pairs = x_BNSD.unflatten(3, [-1, 2]).unbind(4);
        var turned = stack([-pairs[1], pairs[0]], 4).flatten(3);
        return addcmul(x_BNSD * Cos_SD, turned, Sin_SD, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cos_SD.Dispose();
        Sin_SD.Dispose();
        Turn_SP?.Dispose();
    }
}
