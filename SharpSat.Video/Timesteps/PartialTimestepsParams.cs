namespace SharpSat.Video.Timesteps;

/// <summary>Settings of <see cref="PartialTimesteps"/>.</summary>
public sealed record PartialTimestepsParams
{
    /// <summary>Number of training levels, from the least noisy, that are drawn.</summary>
    public required int Count { get; init; }
}
