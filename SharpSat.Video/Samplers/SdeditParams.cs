namespace SharpSat.Video.Samplers;

/// <summary>Settings of <see cref="Sdedit"/>.</summary>
public sealed record SdeditParams : EdmSamplerParams
{
    /// <summary>Share of the steps that is left out; the larger, the closer to the given latents.</summary>
    public double EditRatio { get; init; } = 0.5;
}
