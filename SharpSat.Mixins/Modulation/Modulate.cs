using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Modulation;

/// <summary>Shift and scale of normalised tokens, one pair a sample.</summary>
public static class Modulate
{
    /// <summary>x * (1 + scale) + shift, with [B, E] spread over the tokens of [B, S, E].</summary>
    public static Tensor Apply(Tensor x_BSE, Tensor shift_BE, Tensor scale_BE)
    {
        using var scope = NewDisposeScope();
        var factor = scale_BE.unsqueeze(1) + 1;
        return addcmul(shift_BE.unsqueeze(1), x_BSE, factor, 1).MoveToOuterDisposeScope();
    }
}
