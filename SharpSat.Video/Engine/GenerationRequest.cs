namespace SharpSat.Video.Engine;

/// <summary>One video to make.</summary>
public sealed record GenerationRequest
{
    /// <summary>What it shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>What guidance steers away from; null takes zero states, as training dropped captions.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Frames.</summary>
    public required int Frames { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Seed; the same request with the same seed gives the same video.</summary>
    public long Seed { get; init; }

    /// <summary>Steps, sampler and guidance.</summary>
    public SamplingPlan Plan { get; init; } = new();
}
