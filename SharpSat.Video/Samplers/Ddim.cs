using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Deterministic DDIM (Song et al. 2021, eta 0): x' = a x + b clean with a = noise'/noise, b = signal' - signal a.
/// The reference's <c>VideoDDIMSampler</c>; its <c>Image2VideoDDIMSampler</c> and diffusers' <c>CogVideoXDDIMScheduler</c>
/// take the same steps (eta is ignored there).
/// </summary>
[Component("ddim", Aliases =
[
    "sgm.modules.diffusionmodules.sampling.VideoDDIMSampler",
    "sgm.modules.diffusionmodules.sampling.Image2VideoDDIMSampler",
])]
public sealed class Ddim : ISampler
{
    /// <inheritdoc/>
    public Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(denoise);
        ArgumentNullException.ThrowIfNull(trajectory);
        using var scope = NewDisposeScope();
        var x = StartNoise.At(trajectory[0], start_BTCHW);
        return StepLoop.Run(
            x,
            trajectory,
            (now, step, next) =>
            {
                var clean = denoise(now, step);
                return new StepOutcome(LevelMoves.Euler(now, clean, step.Level, next), clean);
            },
            progress).MoveToOuterDisposeScope();
    }
}
