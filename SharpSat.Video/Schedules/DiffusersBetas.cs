using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Schedules;

/// <summary>The betas of a <see cref="DiffusersSchedule"/>, in the number type that diffusers computes them in.</summary>
internal static class DiffusersBetas
{
    private const double Largest = 0.999;

    /// <summary>One beta for each level, float32 or float64.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public static Tensor Compute(DiffusersScheduleParams p)
    {
        Check(p);
        if (p.TrainedBetas is { } trained)
        {
            return tensor(trained.Select(beta => (float)beta).ToArray());
        }

        using var scope = NewDisposeScope();
        var betas = p.BetaSchedule switch
        {
            BetaSchedule.ScaledLinear => linspace(Math.Sqrt(p.BetaStart), Math.Sqrt(p.BetaEnd), p.Levels, ScalarType.Float64).square(),
            BetaSchedule.Linear => linspace(p.BetaStart, p.BetaEnd, p.Levels, ScalarType.Float32),
            BetaSchedule.SquaredcosCapV2 => tensor(Enumerable.Range(0, p.Levels).Select(i => Cosine(i, p.Levels)).ToArray()),
            _ => throw new ArgumentOutOfRangeException(nameof(p)),
        };
        return betas.MoveToOuterDisposeScope();
    }

    private static float Cosine(int i, int count) =>
        (float)Math.Min(1 - (Bar((i + 1.0) / count) / Bar((double)i / count)), Largest);

    private static double Bar(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);

    private static void Check(DiffusersScheduleParams p)
    {
        if (p.Levels < 2)
        {
            throw new InputException($"The noise schedule has {p.Levels} levels; it needs at least 2.");
        }

        if (!(p.Shift > 0) || !(p.BetaStart > 0) || !(p.BetaEnd < 1) || p.BetaStart > p.BetaEnd)
        {
            throw new InputException(FormattableString.Invariant(
                $"The noise schedule needs shift > 0 and 0 < beta_start <= beta_end < 1, not shift {p.Shift}, betas {p.BetaStart} to {p.BetaEnd}."));
        }

        if (p.TrainedBetas is { } trained && (trained.Count != p.Levels || trained.Any(beta => beta is not (> 0 and < 1))))
        {
            throw new InputException($"trained_betas must hold {p.Levels} numbers between 0 and 1 (levels); it holds {trained.Count}.");
        }

        if (p.StepsOffset < 0)
        {
            throw new InputException($"steps_offset must be 0 or more, not {p.StepsOffset}.");
        }
    }
}
