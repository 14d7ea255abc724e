using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Sampling gave an infinity or NaN; it stops there, since the rest would only make a black video.</summary>
public sealed class NonFiniteLatentsException : Exception
{
    /// <summary>Names step and tensor.</summary>
    /// <param name="step">The step that broke.</param>
    /// <param name="what">What broke.</param>
    /// <param name="first">The first tensor in the network that is not finite, if it is known.</param>
    public NonFiniteLatentsException(SamplingStep step, string what, string? first = null)
        : base(FormattableString.Invariant(
            $"{what} became infinite or NaN in sampling step {step.Index + 1} of {step.Count} (timestep {step.Level.Timestep}){(first is null ? string.Empty : $", and the first tensor that is not finite is {first}")}. Nothing was written. Check the weights, and use the number type the model was trained in (bf16 for 5b, never fp16)."))
    {
        Step = step;
    }

    /// <summary>The step that broke.</summary>
    public SamplingStep Step { get; }

    /// <summary>Looks at a prediction.</summary>
    /// <param name="clean_BTCHW">The prediction.</param>
    /// <param name="step">Its step.</param>
    /// <param name="first">Finds the first tensor that is not finite.</param>
    internal static void ThrowIfBroken(Tensor clean_BTCHW, SamplingStep step, Func<string?> first)
    {
        if (!IsFinite(clean_BTCHW))
        {
            throw new NonFiniteLatentsException(step, "The model's prediction", first());
        }
    }

    /// <summary>Looks at what a sampler made of its predictions.</summary>
    internal static void ThrowIfBroken(SamplerProgress report)
    {
        if (!IsFinite(report.Latents_BTCHW))
        {
            throw new NonFiniteLatentsException(report.Step, "The latents");
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();

        // Zero times a number is zero, and NaN if the number is not finite: a third of the time of a look at each.
        return tensor.mul(0).sum().item<float>() == 0;
    }
}
