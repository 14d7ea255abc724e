using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Stochastic second-order multistep DPM-Solver++ (Lu et al. 2022, SDE form), in levels of either kind; the
/// default of CogVideoX-5b. The last step returns the clean estimate. References: SAT's <c>VPSDEDPMPP2MSampler</c> and
/// <c>SDEDPMPP2MSampler</c>, diffusers' <c>CogVideoXDPMScheduler</c>.
/// </summary>
[Component("dpmpp_2m_sde", Aliases =
[
    "sgm.modules.diffusionmodules.sampling.VPSDEDPMPP2MSampler",
    "sgm.modules.diffusionmodules.sampling.SDEDPMPP2MSampler",
])]
public sealed class Dpmpp2mSde : ISampler
{
    private readonly Dpmpp2mSdeParams _params;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">A negative number of fixed frames.</exception>
    public Dpmpp2mSde(Dpmpp2mSdeParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.FixedFrames < 0)
        {
            throw new InputException($"fixed_frames must be 0 or more, not {p.FixedFrames}.");
        }

        _params = p;
    }

    /// <inheritdoc/>
    public Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var prefix = _params.FixedFrames == 0 ? null : new FixedFrames(start_BTCHW, _params);
        var x = StartNoise.At(trajectory[0], start_BTCHW);
        Tensor? previous = null;
        x = StepLoop.Run(
            x,
            trajectory,
            (now, step, next) =>
            {
                var input = prefix?.Put(now, step.Level, noise) ?? now;
                var clean = denoise(input, step);
                var moved = Move(input, clean, previous, trajectory, step.Index, next, noise);
                previous?.Dispose();
                previous = clean.MoveToOuterDisposeScope();
                return new StepOutcome(moved, clean);
            },
            progress);
        return (prefix?.PutClean(x) ?? x).MoveToOuterDisposeScope();
    }

    private Tensor Move(Tensor x, Tensor clean, Tensor? previous, NoiseTrajectory trajectory, int i, NoiseLevel target, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        var ends = target.Timestep < 0;
        var toClean = ends && target.Noise == 0;
        if (toClean && _params.Draws != DpmNoiseDraws.Diffusers)
        {
            return clean.clone().MoveToOuterDisposeScope();
        }

        // The step that ends the run is of first order, as the first one.
        previous = ends ? null : previous;
        var draw = noise.Normal(x.shape, ScalarType.Float32, x.device);
        if (previous is not null && _params.Draws != DpmNoiseDraws.Once)
        {
            // The first draw is not used; it keeps the random stream in step with the reference.
            draw = noise.Normal(x.shape, ScalarType.Float32, x.device);
        }

        return (toClean ? clean.clone() : Combine(x, clean, previous, draw, trajectory, i)).MoveToOuterDisposeScope();
    }

    private static Tensor Combine(Tensor x, Tensor clean, Tensor? previous, Tensor noise, NoiseTrajectory trajectory, int i)
    {
        using var scope = NewDisposeScope();
        var before = previous is null ? (NoiseLevel?)null : trajectory[i - 1];
        var step = DpmStep.Stochastic(trajectory[i], trajectory.Target(i), before);
        var estimate = previous is null ? clean : (clean * step.Clean) - (previous * step.Ahead);
        return ((x * step.Keep) + (estimate * step.Take) + (noise * step.Spread)).MoveToOuterDisposeScope();
    }
}
