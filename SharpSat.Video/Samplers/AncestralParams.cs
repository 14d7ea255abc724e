namespace SharpSat.Video.Samplers;

/// <summary>Settings of the ancestral samplers.</summary>
public sealed record AncestralParams
{
    /// <summary>Share of the noise that is drawn afresh in each step; 0 draws none and is deterministic.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>Factor of that noise.</summary>
    public double NoiseFactor { get; init; } = 1;
}
