using SharpSat.Video.Schedules;

namespace SharpSat.Video.Parameterizations;

/// <summary>As what number a network is told the noise level (the reference's c_noise).</summary>
public enum LevelEncoding
{
    /// <summary>The level's timestep, as in the video models.</summary>
    Timestep,

    /// <summary>Sigma itself, as the reference's <c>EpsScaling</c> and <c>VScaling</c> before quantisation.</summary>
    Sigma,

    /// <summary>ln(sigma) / 4, as EDM (Karras et al. 2022).</summary>
    QuarterLogSigma,
}

/// <summary>Computes what the enumeration names.</summary>
internal static class LevelEncodings
{
    public static float Of(this LevelEncoding encoding, NoiseLevel level) => encoding switch
    {
        LevelEncoding.Sigma => level.Sigma(),
        LevelEncoding.QuarterLogSigma => 0.25f * MathF.Log(level.Sigma()),
        _ => level.Timestep,
    };
}
