namespace SharpSat.Video.Guidance;

/// <summary>Settings of <see cref="ClassifierFree"/>.</summary>
public sealed record ClassifierFreeParams
{
    /// <summary>How far past the unconditional prediction to go; 1 is no guidance.</summary>
    public double Scale { get; init; } = 6;

    /// <summary>At which scales guidance takes place.</summary>
    public GuidanceSwitch Switch { get; init; } = GuidanceSwitch.WhereItMatters;
}
