namespace SharpSat.Video.Parameterizations;

/// <summary>Settings of <see cref="VPrediction"/> and <see cref="EpsilonPrediction"/>.</summary>
public sealed record PredictionParams
{
    /// <summary>As what number the network is told the level.</summary>
    public LevelEncoding LevelAs { get; init; } = LevelEncoding.Timestep;
}
