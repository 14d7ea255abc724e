using SharpSat.Core.Context;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Dropout whose draws come from the pass's noise source, so that a resumed run repeats them.</summary>
public static class Dropout
{
    /// <summary>Zeroes each element with probability <paramref name="rate"/> and scales the rest by 1/(1-rate); the input itself at rate 0 or outside training.</summary>
    /// <exception cref="InvalidOperationException">Training with a rate but no noise source in the context.</exception>
    public static Tensor Apply(Tensor x, double rate, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (rate == 0 || !context.Training)
        {
            return x;
        }

        var noise = context.Noise ?? throw new InvalidOperationException("Dropout needs ForwardContext.Noise in training.");
        using var scope = NewDisposeScope();
        var kept = noise.Bernoulli(1 - rate, x.shape, x.device).to(x.dtype);
        return (x * kept / (1 - rate)).MoveToOuterDisposeScope();
    }
}
