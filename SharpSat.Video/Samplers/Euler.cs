using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Euler's method on the probability-flow ODE in sigma, with optional churn (Karras et al. 2022). In variance-preserving
/// levels, pure noise included, a step without churn is exactly DDIM's. Reference: <c>EulerEDMSampler</c>.
/// </summary>
[Component("euler", Aliases = ["sgm.modules.diffusionmodules.sampling.EulerEDMSampler"])]
public sealed class Euler : ISampler
{
    private readonly Churn _churn;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="Core.Errors.InputException">A setting is out of range.</exception>
    public Euler(EdmSamplerParams p) => _churn = new Churn(p);

    /// <inheritdoc/>
    public Tensor Sample(
        Tensor start_BTCHW,
        DenoiseFn denoise,
        NoiseTrajectory trajectory,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        using var scope = NewDisposeScope();
        var x = StartNoise.At(trajectory[0], start_BTCHW);
        return Walk(x, denoise, trajectory, noise, _churn, progress, 0).MoveToOuterDisposeScope();
    }

    internal static Tensor Walk(
        Tensor x, DenoiseFn denoise, NoiseTrajectory trajectory, INoiseSource noise, Churn churn, Action<SamplerProgress>? progress, int first) =>
        StepLoop.Run(
            x,
            trajectory,
            (now, at, next) =>
            {
                var (raised, step) = churn.Raise(now, at, trajectory, noise);
                var clean = denoise(raised, step);
                return new StepOutcome(LevelMoves.Euler(raised, clean, step.Level, next), clean);
            },
            progress,
            first);
}
