namespace SharpSat.Video.Samplers;

/// <summary>Settings of <see cref="LinearMultistep"/>.</summary>
public sealed record LinearMultistepParams
{
    /// <summary>Number of steps whose directions are combined.</summary>
    public int Order { get; init; } = 4;
}
