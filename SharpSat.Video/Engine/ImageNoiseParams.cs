using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.Engine;

/// <summary>
/// Noise on the pictures that training conditions on, so that the network does not copy them: normal, with a level for
/// each picture whose logarithm is normal too. The defaults are CogVideoX's (Yang et al. 2024, section 4.3).
/// </summary>
public sealed record ImageNoiseParams
{
    /// <summary>Mean of the level's natural logarithm.</summary>
    public double LogMean { get; init; } = -3;

    /// <summary>Standard deviation of the level's natural logarithm.</summary>
    [Range(0.0, double.MaxValue)]
    public double LogDeviation { get; init; } = 0.5;
}
