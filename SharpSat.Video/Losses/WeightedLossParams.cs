namespace SharpSat.Video.Losses;

/// <summary>Settings of the weighted losses.</summary>
public sealed record WeightedLossParams
{
    /// <summary>
    /// Upper bound of the weight 1 / (1 - alpha_bar) of each sample (min-SNR, Hang et al. 2023), or null for none.
    /// The reference clamps with Python's <c>min</c>, which only works for a batch of one; here it is per sample.
    /// </summary>
    public double? MinSnr { get; init; }
}
