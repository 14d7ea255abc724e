using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Modulation;

/// <summary>Applies one set of values to the leading text tokens and another to the video tokens.</summary>
/// <param name="text">Text tokens, first in the sequence.</param>
/// <param name="video">Video tokens.</param>
internal readonly struct TokenSplit(long text, long video)
{
    /// <summary>x * (1 + scale) + shift for each stream: [B, S, E].</summary>
    public Tensor Modulate(Tensor x_BSE, Tensor textShift, Tensor textScale, Tensor shift, Tensor scale)
    {
        using var scope = NewDisposeScope();
        var streams = x_BSE.split([text, video], 1);
        return cat([Modulation.Modulate.Apply(streams[0], textShift, textScale), Modulation.Modulate.Apply(streams[1], shift, scale)], 1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>x + gate * branch for each stream: [B, S, E].</summary>
    public Tensor AddGated(Tensor x_BSE, Tensor branch_BSE, Tensor textGate, Tensor gate)
    {
        using var scope = NewDisposeScope();
        var x = x_BSE.split([text, video], 1);
        var branch = branch_BSE.split([text, video], 1);
        return cat([addcmul(x[0], branch[0], textGate.unsqueeze(1), 1), addcmul(x[1], branch[1], gate.unsqueeze(1), 1)], 1)
            .MoveToOuterDisposeScope();
    }
}
