namespace SharpSat.Core.Training.Schedules;

/// <summary>How <see cref="AnnealingSchedule"/> goes on after the warm-up.</summary>
public enum AnnealingDecay
{
    /// <summary>In a straight line towards 0.</summary>
    Linear,

    /// <summary>Half a cosine to <see cref="AnnealingParams.DecayRatio"/> of the peak, then constant.</summary>
    Cosine,

    /// <summary>The peak for good; also what SAT does under the name "exponential".</summary>
    Constant,
}
