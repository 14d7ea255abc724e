using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>
/// Adams-Bashforth in sigma (k-diffusion's LMS): each step integrates the polynomial through the last directions. A step
/// from pure noise is Euler's and leaves no direction behind, which is the limit of the method for an infinite sigma.
/// Reference: <c>LinearMultistepSampler</c>.
/// </summary>
[Component("linear_multistep", Aliases = ["sgm.modules.diffusionmodules.sampling.LinearMultistepSampler"])]
public sealed class LinearMultistep : ISampler
{
    private readonly int _order;

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="InputException">The order is less than 1.</exception>
    public LinearMultistep(LinearMultistepParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _order = p.Order >= 1 ? p.Order : throw new InputException($"The order of a multistep sampler must be at least 1, not {p.Order}.");
    }

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
        var sigmas = Enumerable.Range(0, trajectory.Steps + 1).Select(i => (double)trajectory[i].Sigma()).ToList();
        var directions = new List<Tensor>();
        return StepLoop.Run(
            x,
            trajectory,
            (now, step, next) =>
            {
                var clean = denoise(now, step);
                if (step.Level.Signal == 0)
                {
                    return new StepOutcome(LevelMoves.Euler(now, clean, step.Level, next), clean);
                }

                directions.Insert(0, LevelMoves.Direction(now, clean, step.Level).MoveToOuterDisposeScope());
                if (directions.Count > _order)
                {
                    directions[_order].Dispose();
                    directions.RemoveAt(_order);
                }

                var coefficients = MultistepCoefficients.Of(sigmas, step.Index, next.Sigma(), directions.Count);
                return new StepOutcome(Move(now, directions, coefficients, step.Level, next), clean);
            },
            progress).MoveToOuterDisposeScope();
    }

    private static Tensor Move(Tensor x, List<Tensor> directions, double[] coefficients, NoiseLevel now, NoiseLevel next)
    {
        using var scope = NewDisposeScope();
        var moved = x / now.Signal;
        for (var j = 0; j < coefficients.Length; j++)
        {
            moved = moved + (directions[j] * coefficients[j]);
        }

        return (moved * next.Signal).MoveToOuterDisposeScope();
    }
}
