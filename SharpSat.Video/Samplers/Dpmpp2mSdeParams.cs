namespace SharpSat.Video.Samplers;

/// <summary>Settings of <see cref="Dpmpp2mSde"/>.</summary>
public sealed record Dpmpp2mSdeParams
{
    /// <summary>Which draws are made.</summary>
    public DpmNoiseDraws Draws { get; init; } = DpmNoiseDraws.Sat;

    /// <summary>Number of leading latent frames of the start that are given, not generated.</summary>
    public int FixedFrames { get; init; }

    /// <summary>Whether the fixed frames are noised to the level of each step (SDEdit) rather than shown clean.</summary>
    public bool NoiseFixedFrames { get; init; }
}
