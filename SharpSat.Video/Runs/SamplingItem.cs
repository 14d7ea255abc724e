using SharpSat.Video.Engine;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>One video of a sampling job; size, steps and guidance are the job's.</summary>
/// <param name="Prompt">What it shows.</param>
public sealed record SamplingItem(string Prompt)
{
    /// <summary>What guidance steers away from, or null.</summary>
    public string? Negative { get; init; }

    /// <summary>Seed.</summary>
    public long Seed { get; init; }

    /// <summary>Picture or video to make it from, or null (see <see cref="InputFiles"/>). Stays the caller's.</summary>
    public GenerationInput? Input { get; init; }

    /// <summary>Latents to start from in place of drawn noise [1, T, C, H, W], or null. Stays the caller's.</summary>
    public Tensor? StartLatents_BTCHW { get; init; }
}
