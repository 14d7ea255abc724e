using SharpSat.Core.Context;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Stochastic depth: leaves a residual branch out of whole samples in training.</summary>
public static class DropPath
{
    /// <summary>
    /// Zeroes the branch [B, S, E] of each sample with probability <paramref name="rate"/> and scales the others by
    /// 1/(1-rate), from one uniform draw [B]; the branch itself at rate 0 or outside training.
    /// </summary>
    /// <exception cref="InvalidOperationException">Training with a rate but no noise source in the context.</exception>
    public static Tensor Apply(Tensor branch_BSE, double rate, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (rate == 0 || !context.Training)
        {
            return branch_BSE;
        }

        var noise = context.Noise ?? throw new InvalidOperationException("Drop path needs ForwardContext.Noise in training.");
        using var scope = NewDisposeScope();
        var draw_B = noise.Uniform([branch_BSE.size(0)], branch_BSE.device).to(branch_BSE.dtype);
        var kept_B = (draw_B + (1 - rate)).floor() / (1 - rate);
        return (kept_B.view(-1, 1, 1) * branch_BSE).MoveToOuterDisposeScope();
    }
}
