using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Sampling gave an infinity or NaN; it stops there, since the rest would only make a black video.</summary>
public sealed class NonFiniteLatentsException : Exception
{
    /// <summary>Names the step.</summary>
    public NonFiniteLatentsException(SamplingStep step, string what)
        : base(FormattableString.Invariant(
            $"{what} became infinite or NaN in sampling step {step.Index + 1} of {step.Count} (timestep {step.Level.Timestep}). Nothing was written. Check the weights, and use the number type the model was trained in (bf16 for 5b, never fp16)."))
    {
        Step = step;
    }

    /// <summary>The step that broke.</summary>
    public SamplingStep Step { get; }

    internal static void ThrowIfBroken(SamplerProgress report)
    {
        using var scope = NewDisposeScope();
        if (!report.Clean_BTCHW.isfinite().all().item<bool>())
        {
            throw new NonFiniteLatentsException(report.Step, "The model's prediction");
        }

        if (!report.Latents_BTCHW.isfinite().all().item<bool>())
        {
            throw new NonFiniteLatentsException(report.Step, "The latents");
        }
    }
}
