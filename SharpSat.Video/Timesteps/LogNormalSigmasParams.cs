namespace SharpSat.Video.Timesteps;

/// <summary>Settings of <see cref="LogNormalSigmas"/>.</summary>
public sealed record LogNormalSigmasParams
{
    /// <summary>Mean of ln sigma.</summary>
    public double Mean { get; init; } = -1.2;

    /// <summary>Standard deviation of ln sigma.</summary>
    public double Deviation { get; init; } = 1.2;
}
