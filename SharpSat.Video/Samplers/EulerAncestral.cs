using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Euler steps down to a smaller sigma and fresh noise up again (k-diffusion's ancestral sampling). From pure noise a
/// step with eta 1 lands on the clean estimate with all noise drawn anew. Reference: <c>EulerAncestralSampler</c>.
/// </summary>
[Component("euler_ancestral", Aliases = ["sgm.modules.diffusionmodules.sampling.EulerAncestralSampler"])]
public sealed class EulerAncestral : ISampler
{
    private readonly Ancestral _ancestral;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="Core.Errors.InputException">A setting is negative.</exception>
    public EulerAncestral(AncestralParams p) => _ancestral = new Ancestral(p);

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
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var x = StartNoise.At(trajectory[0], start_BTCHW);
        return StepLoop.Run(
            x,
            trajectory,
            (now, step, next) =>
            {
                var split = _ancestral.Split(step.Level, next);
                var clean = denoise(now, step);
                var down = Ancestral.Euler(now, clean, step.Level, next, split.Down);
                return new StepOutcome(_ancestral.Up(down, next, split.Up, noise), clean);
            },
            progress).MoveToOuterDisposeScope();
    }
}
