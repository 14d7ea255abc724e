using SharpSat.Video.Samplers;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>Combines the predictions with and without the condition.</summary>
public interface IGuidance
{
    /// <summary>False when the conditional prediction alone is enough; the network then runs on half the batch.</summary>
    bool NeedsUnconditional { get; }

    /// <summary>The scale used in a step, for reports; 1 where there is none.</summary>
    /// <param name="step">Where the sampling run is.</param>
    double ScaleAt(SamplingStep step) => 1;

    /// <summary>The guided clean latents.</summary>
    /// <param name="unconditional_BTCHW">Clean estimate under the negative prompt.</param>
    /// <param name="conditional_BTCHW">Clean estimate under the prompt.</param>
    /// <param name="step">Where the sampling run is.</param>
    Tensor Combine(Tensor unconditional_BTCHW, Tensor conditional_BTCHW, SamplingStep step);
}
