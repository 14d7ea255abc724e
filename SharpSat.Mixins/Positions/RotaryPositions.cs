using SharpSat.Core.Context;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>
/// Cosines and sines of the video tokens [S, D], each frequency twice, in place of the network's own table (what
/// diffusers calls <c>image_rotary_emb</c>). The tensors stay the caller's.
/// </summary>
/// <param name="Cos_SD">Cosines.</param>
/// <param name="Sin_SD">Sines.</param>
public sealed record RotaryPositions(Tensor Cos_SD, Tensor Sin_SD) : ITensorHolder
{
    /// <summary>Heads [B, N, S, D] with the tokens behind the text turned.</summary>
    /// <param name="x_BNSD">Queries or keys.</param>
    /// <param name="text">Text tokens, first in the sequence.</param>
    /// <exception cref="Core.Errors.InputException">The table is not for this many tokens or this head size.</exception>
    public Tensor Rotate(Tensor x_BNSD, int text)
    {
        using var rotation = Rotation.Of(this, text, x_BNSD);
        return rotation.Apply(x_BNSD);
    }

    /// <inheritdoc/>
    public object MapTensors(Func<Tensor, Tensor> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new RotaryPositions(map(Cos_SD), map(Sin_SD));
    }
}
