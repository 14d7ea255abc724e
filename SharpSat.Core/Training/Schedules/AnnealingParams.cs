using SharpSat.Core.Errors;

namespace SharpSat.Core.Training.Schedules;

/// <summary>Settings of <see cref="AnnealingSchedule"/> beyond those every schedule has.</summary>
public sealed record AnnealingParams
{
    /// <summary>What follows the warm-up.</summary>
    public AnnealingDecay Decay { get; init; } = AnnealingDecay.Cosine;

    /// <summary>Share of the peak at which a cosine ends.</summary>
    public double DecayRatio { get; init; } = 0.1;

    /// <summary>First steps after a start (or restart) that take a small constant rate, or the warm-up's where that is smaller.</summary>
    public long AutoWarmupSteps { get; init; } = 100;

    /// <summary>That rate as a share of the peak.</summary>
    public double AutoWarmupRate { get; init; } = 0.05;

    /// <summary>
    /// Iteration that the run (re)starts from, SAT's <c>last_iter</c>: step 1 is the one after it, and the small start
    /// counts from it. A resumed run counts its own steps on, so it needs no such setting.
    /// </summary>
    public long StartStep { get; init; }

    /// <exception cref="InputException">A setting is out of range.</exception>
    internal void Validate()
    {
        if (!(DecayRatio > 0) || !double.IsFinite(DecayRatio))
        {
            throw new InputException(FormattableString.Invariant($"annealing.decay_ratio must be greater than 0, not {DecayRatio}; SAT's own is 0.1."));
        }

        if (AutoWarmupSteps < 0 || !(AutoWarmupRate >= 0))
        {
            throw new InputException(FormattableString.Invariant(
                $"annealing.auto_warmup_steps and auto_warmup_rate must be at least 0, not {AutoWarmupSteps} and {AutoWarmupRate}."));
        }
    }
}
