using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Modulation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Modulation;

/// <summary>Applies one set of values to the leading text tokens and another to the video tokens.</summary>
/// <param name="text">Text tokens, first in the sequence.</param>
/// <param name="video">Video tokens.</param>
internal readonly struct TokenSplit(long text, long video)
{
    /// <summary>norm(x) * (1 + scale) + shift for each stream: [B, S, E].</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="x_BSE">Tokens.</param>
    /// <param name="values_BP">Blocks of E values from the time.</param>
    /// <param name="shift">Blocks of the shifts.</param>
    /// <param name="scale">Blocks of the scales.</param>
    public Tensor Modulate(INormLayer norm, Tensor x_BSE, Tensor values_BP, StreamColumns shift, StreamColumns scale)
    {
        if (norm is LayerNormLayer layer && NormModulation.Serves(x_BSE, values_BP, (int)text))
        {
            return NormModulation.Apply(x_BSE, layer.Weight?.Value, layer.Bias?.Value, layer.Epsilon, values_BP, (int)text, shift, scale);
        }

        using var scope = NewDisposeScope();
        var blocks = values_BP.split(x_BSE.size(2), 1);
        if (text == 0)
        {
            return Modulation.Modulate.Apply(norm.Forward(x_BSE), blocks[shift.Following], blocks[scale.Following]).MoveToOuterDisposeScope();
        }

        var streams = norm.Forward(x_BSE).split([text, video], 1);
        return cat(
            [
                Modulation.Modulate.Apply(streams[0], blocks[shift.Leading], blocks[scale.Leading]),
                Modulation.Modulate.Apply(streams[1], blocks[shift.Following], blocks[scale.Following]),
            ],
            1).MoveToOuterDisposeScope();
    }

    /// <summary>x + gate * branch for each stream: [B, S, E].</summary>
    /// <param name="x_BSE">Tokens.</param>
    /// <param name="branch_BSE">What is added.</param>
    /// <param name="values_BP">Blocks of E values from the time.</param>
    /// <param name="gate">Blocks of the gates.</param>
    public Tensor AddGated(Tensor x_BSE, Tensor branch_BSE, Tensor values_BP, StreamColumns gate)
    {
        if (GatedResidual.Serves(x_BSE, branch_BSE, values_BP, (int)text))
        {
            return GatedResidual.Apply(x_BSE, branch_BSE, values_BP, (int)text, gate);
        }

        using var scope = NewDisposeScope();
        var blocks = values_BP.split(x_BSE.size(2), 1);
        var (textGate, videoGate) = (blocks[gate.Leading].unsqueeze(1), blocks[gate.Following].unsqueeze(1));
        var x = x_BSE.split([text, video], 1);
        var branch = branch_BSE.split([text, video], 1);
        return cat([addcmul(x[0], branch[0], textGate, 1), addcmul(x[1], branch[1], videoGate, 1)], 1).MoveToOuterDisposeScope();
    }
}
