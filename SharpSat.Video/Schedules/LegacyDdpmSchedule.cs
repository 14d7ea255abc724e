using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Video.Schedules;

/// <summary>
/// The DDPM levels of latent diffusion written as variance-exploding ones: sigma = sqrt((1 - alpha_bar) / alpha_bar),
/// about 0.03 to 14.6 with the default betas. alpha_bar is computed in float64, sigma in float32.
/// </summary>
[Component("legacy_ddpm", Aliases = ["sgm.modules.diffusionmodules.discretizer.LegacyDDPMDiscretization"])]
public sealed class LegacyDdpmSchedule : INoiseSchedule
{
    private readonly double[] _alphaBar;

    /// <summary>Computes the table.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public LegacyDdpmSchedule(LegacyDdpmScheduleParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Levels < 1)
        {
            throw new InputException($"The noise schedule has {p.Levels} levels; it needs at least 1.");
        }

        if (!(p.BetaStart > 0) || !(p.BetaEnd < 1) || p.BetaStart > p.BetaEnd)
        {
            throw new InputException(FormattableString.Invariant(
                $"The noise schedule needs 0 < beta_start <= beta_end < 1, not {p.BetaStart} to {p.BetaEnd}."));
        }

        _alphaBar = ScaledLinearBetas.AlphaBar(p.BetaStart, p.BetaEnd, p.Levels);
        Levels = [.. Enumerable.Range(0, p.Levels).Select(LevelOf)];
    }

    /// <summary>alpha_bar of every level.</summary>
    public IReadOnlyList<double> AlphaBar => _alphaBar;

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Levels { get; }

    /// <inheritdoc/>
    public NoiseTrajectory Trajectory(int steps)
    {
        StepRules.Check(steps, Levels.Count);
        var levels = steps == Levels.Count ? Levels : TimestepSpacing.RoughlyEqual(steps, Levels.Count).Select(LevelOf);
        return new NoiseTrajectory(levels.Reverse(), Levels);
    }

    private NoiseLevel LevelOf(int index) =>
        NoiseLevel.VarianceExploding(MathF.Sqrt((float)((1 - _alphaBar[index]) / _alphaBar[index])), index);
}
