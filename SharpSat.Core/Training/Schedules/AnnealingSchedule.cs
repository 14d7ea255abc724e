using SharpSat.Core.Errors;

namespace SharpSat.Core.Training.Schedules;

/// <summary>
/// SwissArmyTransformer's <c>AnnealingLR</c>: a short start at a small constant rate, a linear warm-up, then a decay
/// whose length is the whole number of steps, so that a run that ends there stays a little above the end of the curve.
/// </summary>
public sealed class AnnealingSchedule : ILearningRateSchedule
{
    private readonly double _peak;
    private readonly double _warmup;
    private readonly double _steps;
    private readonly AnnealingParams _params;

    /// <summary>Creates the schedule.</summary>
    /// <param name="peak">Learning rate after the warm-up.</param>
    /// <param name="warmup">Steps of the warm-up; SAT takes a share of the run, which need not be whole.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="p">The other settings.</param>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public AnnealingSchedule(double peak, double warmup, double steps, AnnealingParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(warmup >= 0) || !(warmup <= steps))
        {
            throw new InputException(FormattableString.Invariant($"The warm-up must last from 0 to {steps} steps, the whole run, not {warmup}."));
        }

        p.Validate();
        (_peak, _warmup, _steps, _params) = (peak, warmup, steps, p);
    }

    /// <inheritdoc/>
    public double At(long step)
    {
        // SAT counts on from where the run started.
        var iteration = (double)(_params.StartStep + step);
        if (iteration <= _params.StartStep + _params.AutoWarmupSteps)
        {
            var start = _peak * _params.AutoWarmupRate;
            return _warmup > 0 ? Math.Min(start, _peak * iteration / _warmup) : start;
        }

        return _warmup > 0 && iteration <= _warmup ? _peak * iteration / _warmup : Decayed(iteration - _warmup);
    }

    private double Decayed(double iteration)
    {
        switch (_params.Decay)
        {
            case AnnealingDecay.Linear:
                return _peak * ((_steps - iteration) / _steps);
            case AnnealingDecay.Cosine:
                var ratio = 1 / _params.DecayRatio;
                var part = Math.Min(1, iteration / _steps);
                return _peak / ratio * (((Math.Cos(Math.PI * part) + 1) * (ratio - 1) / 2) + 1);
            default:
                return _peak;
        }
    }
}
