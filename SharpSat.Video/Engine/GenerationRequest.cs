using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>One video to make.</summary>
public sealed record GenerationRequest
{
    /// <summary>What it shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>What guidance steers away from; null takes <see cref="Unconditional"/>.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>What stands for "no caption" without a negative prompt: zero states, as training dropped captions, or the empty caption.</summary>
    public UnconditionalText Unconditional { get; init; } = UnconditionalText.Zeros;

    /// <summary>The picture to animate [3, H, W] in [-1, 1], for networks that take one; stays the caller's.</summary>
    public Tensor? Image_CHW { get; init; }

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
