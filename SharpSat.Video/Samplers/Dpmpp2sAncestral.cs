using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Ancestral sampling with second-order singlestep DPM-Solver++ steps (Lu et al. 2022; k-diffusion): a second network
/// evaluation at the geometric mean of the step's two sigmas. Steps to the clean end or from pure noise, whose mean is
/// no level, are Euler's. Reference: <c>DPMPP2SAncestralSampler</c>.
/// </summary>
[Component("dpmpp_2s_ancestral", Aliases = ["sgm.modules.diffusionmodules.sampling.DPMPP2SAncestralSampler"])]
public sealed class Dpmpp2sAncestral : ISampler
{
    // The reference's bound below which a sigma counts as 0.
    private const float NoSigma = 1e-14f;

    private readonly Ancestral _ancestral;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="Core.Errors.InputException">A setting is negative.</exception>
    public Dpmpp2sAncestral(AncestralParams p) => _ancestral = new Ancestral(p);

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
                var down = split.Down < NoSigma || step.Level.Signal == 0
                    ? Ancestral.Euler(now, clean, step.Level, next, split.Down)
                    : SecondOrder(now, clean, step, next, split.Down, trajectory, denoise);
                return new StepOutcome(_ancestral.Up(down, next, split.Up, noise), clean);
            },
            progress).MoveToOuterDisposeScope();
    }

    private static Tensor SecondOrder(
        Tensor x, Tensor clean, SamplingStep step, NoiseLevel next, float down, NoiseTrajectory trajectory, DenoiseFn denoise)
    {
        using var scope = NewDisposeScope();
        var (now, sigma) = (step.Level, step.Level.Sigma());
        var h = MathF.Log(sigma) - MathF.Log(down);
        var middle = trajectory.LevelAt(MathF.Exp(MathF.Log(sigma) - (h / 2)));
        var half = (x * (middle.Sigma() / sigma / now.Signal)) - (clean * (float)Exponentials.ExpMinusOne(-h / 2));
        var between = denoise(half * middle.Signal, step with { Level = middle });
        var moved = (x * (down / sigma / now.Signal)) - (between * (float)Exponentials.ExpMinusOne(-h));
        return (moved * next.Signal).MoveToOuterDisposeScope();
    }
}
