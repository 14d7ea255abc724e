using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Heun's method on the probability-flow ODE in sigma, with optional churn (Karras et al. 2022, algorithm 2): two network
/// evaluations a step. The step that ends the run, and the one from pure noise (an infinite interval of sigma), are
/// Euler's. Reference: <c>HeunEDMSampler</c>.
/// </summary>
[Component("heun", Aliases = ["sgm.modules.diffusionmodules.sampling.HeunEDMSampler"])]
public sealed class Heun : ISampler
{
    private readonly Churn _churn;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="Core.Errors.InputException">A setting is out of range.</exception>
    public Heun(EdmSamplerParams p) => _churn = new Churn(p);

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
            (now, at, next) =>
            {
                var (raised, step) = _churn.Raise(now, at, trajectory, noise);
                var clean = denoise(raised, step);
                var euler = LevelMoves.Euler(raised, clean, step.Level, next);
                return new StepOutcome(
                    next.Timestep < 0 || step.Level.Signal == 0 ? euler : Corrected(raised, clean, euler, step, next, denoise), clean);
            },
            progress).MoveToOuterDisposeScope();
    }

    private static Tensor Corrected(Tensor x, Tensor clean, Tensor euler, SamplingStep step, NoiseLevel next, DenoiseFn denoise)
    {
        using var scope = NewDisposeScope();
        var there = denoise(euler, step with { Level = next });
        var direction = (LevelMoves.Direction(x, clean, step.Level) + LevelMoves.Direction(euler, there, next)) / 2;
        return LevelMoves.Along(x, direction, step.Level, next).MoveToOuterDisposeScope();
    }
}
