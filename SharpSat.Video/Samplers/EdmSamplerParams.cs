namespace SharpSat.Video.Samplers;

/// <summary>
/// Settings of <see cref="Euler"/>, <see cref="Heun"/> and <see cref="Sdedit"/>: the churn of Karras et al. 2022
/// (algorithm 2), which raises the noise level a little before a step. Without churn the samplers draw nothing.
/// </summary>
public record EdmSamplerParams
{
    /// <summary>Churn of the whole run; each step raises sigma by the factor 1 + min(churn / steps, sqrt(2) - 1).</summary>
    public double Churn { get; init; }

    /// <summary>Smallest sigma that is raised.</summary>
    public double ChurnFrom { get; init; }

    /// <summary>Largest sigma that is raised.</summary>
    public double ChurnTo { get; init; } = double.PositiveInfinity;

    /// <summary>Factor of the noise that is added.</summary>
    public double ChurnNoise { get; init; } = 1;
}
