using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Video.Schedules;

/// <summary>
/// DDPM levels rescaled so that the last one is pure noise (Lin et al. 2023, "Common Diffusion Noise Schedules and
/// Sample Steps are Flawed", algorithm 1), with a signal-to-noise shift. alpha_bar is computed in float64, rounded to
/// float32, and rescaled in float32. A shorter trajectory is rescaled over the levels it selects, so its signals are
/// not a subset of the training ones.
/// </summary>
[Component("zero_snr", Aliases = ["sgm.modules.diffusionmodules.discretizer.ZeroSNRDDPMDiscretization"])]
public sealed class ZeroSnrSchedule : INoiseSchedule
{
    private readonly ZeroSnrScheduleParams _params;
    private readonly double[] _alphaBar;

    /// <summary>Computes the table.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public ZeroSnrSchedule(ZeroSnrScheduleParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Levels < 2)
        {
            throw new InputException($"The noise schedule has {p.Levels} levels; it needs at least 2.");
        }

        if (!(p.Shift > 0) || !(p.BetaStart > 0) || !(p.BetaEnd < 1) || p.BetaStart > p.BetaEnd)
        {
            throw new InputException(FormattableString.Invariant(
                $"The noise schedule needs shift > 0 and 0 < beta_start <= beta_end < 1, not shift {p.Shift}, betas {p.BetaStart} to {p.BetaEnd}."));
        }

        _params = p;
        _alphaBar = ComputeAlphaBar(p);
        Levels = Rescale([.. Enumerable.Range(0, p.Levels)]);
    }

    /// <summary>alpha_bar before the zero-SNR rescale, shifted unless <see cref="ZeroSnrScheduleParams.ShiftLast"/>.</summary>
    public IReadOnlyList<double> AlphaBar => _alphaBar;

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Levels { get; }

    /// <inheritdoc/>
    public NoiseTrajectory Trajectory(int steps)
    {
        StepRules.Check(steps, _params.Levels);
        var levels = steps == _params.Levels ? Levels : Rescale(TimestepSpacing.RoughlyEqual(steps, _params.Levels));
        return new NoiseTrajectory(levels.Reverse(), Levels);
    }

    private static double[] ComputeAlphaBar(ZeroSnrScheduleParams p)
    {
        var first = p.KeepStart && !p.ShiftLast ? p.BetaStart / (p.Shift + ((1 - p.Shift) * p.BetaStart)) : p.BetaStart;
        var products = ScaledLinearBetas.AlphaBar(first, p.BetaEnd, p.Levels);
        return p.ShiftLast ? products : [.. products.Select(product => product / (p.Shift + ((1 - p.Shift) * product)))];
    }

    private NoiseLevel[] Rescale(int[] indices)
    {
        var roots = indices.Select(i => MathF.Sqrt((float)_alphaBar[i])).ToArray();
        var (first, last) = (roots[0], roots[^1]);

        // A single level is pure noise; the formula (and the reference) would divide zero by zero.
        var stretch = indices.Length == 1 ? 0 : first / (first - last);
        return [.. indices.Select((index, i) => NoiseLevel.VariancePreserving(ShiftLast((roots[i] - last) * stretch), index))];
    }

    private float ShiftLast(float signal)
    {
        if (!_params.ShiftLast)
        {
            return signal;
        }

        var squared = signal * signal;
        var (shift, rest) = ((float)_params.Shift, (float)(1 - _params.Shift));
        return MathF.Sqrt(squared / (shift + (rest * squared)));
    }
}
