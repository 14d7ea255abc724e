namespace SharpSat.Video.Guidance;

/// <summary>Settings of <see cref="ClassifierFree"/>.</summary>
public sealed record ClassifierFreeParams
{
    /// <summary>How far past the unconditional prediction to go; 1 is no guidance.</summary>
    public double Scale { get; init; } = 6;

    /// <summary>A scale of its own for each sample of the batch, instead of <see cref="Scale"/>; null for one scale.</summary>
    public IReadOnlyList<double>? Scales { get; init; }

    /// <summary>At which scales guidance takes place.</summary>
    public GuidanceSwitch Switch { get; init; } = GuidanceSwitch.WhereItMatters;

    /// <summary>What keeps the result in bounds.</summary>
    public GuidanceThresholding Thresholding { get; init; } = GuidanceThresholding.None;

    /// <summary>Factor of the latents, for <see cref="GuidanceThresholding.ChannelQuantile"/>.</summary>
    public double LatentScale { get; init; } = 1;
}
