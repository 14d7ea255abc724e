using SharpSat.Core.Errors;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Losses;

/// <summary>The weight of a noise level, optionally bounded: in float32, for levels that are float64 (diffusers) rounded from float64.</summary>
internal sealed class LossWeight
{
    private readonly LossWeighting _weighting;
    private readonly float _data;
    private readonly float _limit;

    public LossWeight(WeightedLossParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.MinSnr is { } limit && !(limit > 0))
        {
            throw new InputException(FormattableString.Invariant($"min_snr must be positive, not {limit}; leave it out for no bound."));
        }

        if (!(p.SigmaData > 0))
        {
            throw new InputException(FormattableString.Invariant($"sigma_data must be positive, not {p.SigmaData}; EDM's own is 0.5."));
        }

        _weighting = p.Weighting;
        _data = (float)p.SigmaData;
        _limit = (float)(p.MinSnr ?? double.PositiveInfinity);
    }

    public float At(NoiseLevel level) => MathF.Min(Unbounded(level), _limit);

    private float Unbounded(NoiseLevel level)
    {
        var sigma = level.Sigma();
        return _weighting switch
        {
            LossWeighting.Unit => 1,
            LossWeighting.Epsilon => 1 / (sigma * sigma),
            LossWeighting.Edm => float.IsPositiveInfinity(sigma) ? 1 / (_data * _data) : Edm(sigma, _data),
            _ when level.AlphaBar is { } alphaBar => (float)(1 / (1 - alphaBar)),
            _ => level.IsVarianceExploding() ? Edm(sigma, 1) : 1 / (1 - (level.Signal * level.Signal)),
        };
    }

    private static float Edm(float sigma, float data) => ((sigma * sigma) + (data * data)) / (sigma * data * (sigma * data));
}
