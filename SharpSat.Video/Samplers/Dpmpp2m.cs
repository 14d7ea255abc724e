using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Deterministic second-order multistep DPM-Solver++ (Lu et al. 2022), in levels of either kind. The first step and the
/// step to the clean end are first order; after pure noise the second step is too (its history spans an infinite
/// interval). References: <c>VPODEDPMPP2MSampler</c>, <c>DPMPP2MSampler</c>.
/// </summary>
[Component("dpmpp_2m", Aliases =
[
    "sgm.modules.diffusionmodules.sampling.VPODEDPMPP2MSampler",
    "sgm.modules.diffusionmodules.sampling.DPMPP2MSampler",
])]
public sealed class Dpmpp2m : ISampler
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
        Tensor? previous = null;
        return StepLoop.Run(
            x,
            trajectory,
            (now, step, next) =>
            {
                var clean = denoise(now, step);
                // The step that ends the run is of first order, as the first one.
                var moved = Move(now, clean, next.Timestep < 0 ? null : previous, trajectory, step, next);
                previous?.Dispose();
                previous = clean.MoveToOuterDisposeScope();
                return new StepOutcome(moved, clean);
            },
            progress).MoveToOuterDisposeScope();
    }

    private static Tensor Move(Tensor x, Tensor clean, Tensor? previous, NoiseTrajectory trajectory, SamplingStep at, NoiseLevel next)
    {
        using var scope = NewDisposeScope();
        var step = DpmStep.Deterministic(at.Level, next, previous is null ? null : trajectory[at.Index - 1]);
        var estimate = previous is null ? clean : (clean * step.Clean) - (previous * step.Ahead);
        return ((x * step.Keep) + (estimate * step.Take)).MoveToOuterDisposeScope();
    }
}
