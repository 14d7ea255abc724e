using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Video.Schedules;

/// <summary>
/// Variance-exploding levels whose sigmas are evenly spaced in sigma^(1/rho) (Karras et al. 2022, equation 5), in
/// float32. The timestep is the position in the table, between two of them interpolated.
/// </summary>
[Component("edm", Aliases = ["sgm.modules.diffusionmodules.discretizer.EDMDiscretization"])]
public sealed class EdmSchedule : INoiseSchedule
{
    private readonly EdmScheduleParams _params;

    /// <summary>Computes the table.</summary>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public EdmSchedule(EdmScheduleParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.SigmaMin > 0) || !(p.SigmaMax >= p.SigmaMin) || !(p.Rho > 0) || p.Levels < 1)
        {
            throw new InputException(FormattableString.Invariant(
                $"The EDM schedule needs 0 < sigma_min <= sigma_max, rho > 0 and at least 1 level, not sigmas {p.SigmaMin} to {p.SigmaMax}, rho {p.Rho}, {p.Levels} levels."));
        }

        _params = p;
        Levels = [.. Sigmas(p.Levels).Reverse().Select((sigma, i) => NoiseLevel.VarianceExploding(sigma, i))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Levels { get; }

    /// <summary>The levels of a run; any number of steps from 1 up.</summary>
    /// <exception cref="InputException">Less than one step.</exception>
    public NoiseTrajectory Trajectory(int steps)
    {
        StepRules.Check(steps, int.MaxValue);
        return new NoiseTrajectory(Sigmas(steps).Select(sigma => Levels.AtSigma(sigma)), Levels);
    }

    private IEnumerable<float> Sigmas(int count)
    {
        var root = 1 / _params.Rho;
        var first = Math.Pow(_params.SigmaMax, root);
        var span = (float)(Math.Pow(_params.SigmaMin, root) - first);
        for (var i = 0; i < count; i++)
        {
            var ramp = count == 1 ? 0 : (float)((double)i / (count - 1));
            yield return (float)Math.Pow((float)first + (ramp * span), _params.Rho);
        }
    }
}
