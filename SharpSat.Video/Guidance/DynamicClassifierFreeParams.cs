namespace SharpSat.Video.Guidance;

/// <summary>Settings of <see cref="DynamicClassifierFree"/>.</summary>
public sealed record DynamicClassifierFreeParams
{
    /// <summary>Largest addition to 1.</summary>
    public double Scale { get; init; } = 6;

    /// <summary>Exponent inside the cosine.</summary>
    public double Exponent { get; init; } = 5;

    /// <summary>Period of the cosine's argument: SAT takes a number of its own, diffusers (null) the number of steps of the run.</summary>
    public int? Period { get; init; }

    /// <summary>What the argument counts.</summary>
    public DynamicGuidanceArgument Argument { get; init; } = DynamicGuidanceArgument.Timestep;

    /// <summary>At which values of <see cref="Scale"/> guidance takes place.</summary>
    public GuidanceSwitch Switch { get; init; } = GuidanceSwitch.WhereItMatters;

    /// <summary>What keeps the result in bounds.</summary>
    public GuidanceThresholding Thresholding { get; init; } = GuidanceThresholding.None;

    /// <summary>Factor of the latents, for <see cref="GuidanceThresholding.ChannelQuantile"/>.</summary>
    public double LatentScale { get; init; } = 1;
}
