namespace SharpSat.Video.Schedules;

/// <summary>How the betas of a <see cref="DiffusersSchedule"/> grow.</summary>
public enum BetaSchedule
{
    /// <summary>Linear in their square roots, in float64; every released CogVideoX.</summary>
    ScaledLinear,

    /// <summary>Linear, in float32.</summary>
    Linear,

    /// <summary>From a squared cosine, at most 0.999, in float32 (Nichol and Dhariwal 2021).</summary>
    SquaredcosCapV2,
}
