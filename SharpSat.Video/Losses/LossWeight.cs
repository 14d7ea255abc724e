using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Losses;

/// <summary>The weight that makes a clean-sample loss equal to a plain loss on v: 1 / (1 - alpha_bar), optionally bounded.</summary>
internal sealed class LossWeight
{
    private readonly float _limit;

    public LossWeight(WeightedLossParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.MinSnr is { } limit && !(limit > 0))
        {
            throw new InputException(FormattableString.Invariant($"min_snr must be positive, not {limit}; leave it out for no bound."));
        }

        _limit = (float)(p.MinSnr ?? double.PositiveInfinity);
    }

    public float At(NoiseLevel level) => MathF.Min(1 / (1 - (level.Signal * level.Signal)), _limit);
}
