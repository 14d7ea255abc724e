namespace SharpSat.Video.Losses;

/// <summary>Settings of the weighted losses.</summary>
public sealed record WeightedLossParams
{
    /// <summary>The weight of each level.</summary>
    public LossWeighting Weighting { get; init; } = LossWeighting.Velocity;

    /// <summary>Standard deviation of the clean samples, for <see cref="LossWeighting.Edm"/>.</summary>
    public double SigmaData { get; init; } = 0.5;

    /// <summary>
    /// Upper bound of the weight of each sample (min-SNR, Hang et al. 2023), or null for none.
    /// The reference clamps with Python's <c>min</c>, which only works for a batch of one; here it is per sample.
    /// </summary>
    public double? MinSnr { get; init; }
}
