namespace SharpSat.Video.Parameterizations;

/// <summary>Settings of <see cref="EdmPreconditioning"/>.</summary>
public sealed record EdmPreconditioningParams
{
    /// <summary>Standard deviation of the clean samples.</summary>
    public double SigmaData { get; init; } = 0.5;
}
