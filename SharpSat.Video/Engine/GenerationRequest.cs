using SharpSat.Video.Text;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>Videos to make at once: for each prompt one, or several.</summary>
public sealed record GenerationRequest
{
    /// <summary>What they show.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>What guidance steers away from: one text for all prompts or one for each; null takes <see cref="Unconditional"/>.</summary>
    public IReadOnlyList<string>? NegativePrompts { get; init; }

    /// <summary>What stands for "no caption" without negative prompts: zero states, as training dropped captions, or the empty caption.</summary>
    public UnconditionalText Unconditional { get; init; } = UnconditionalText.Zeros;

    /// <summary>Videos of each prompt; they follow one another in the result.</summary>
    public int VideosPerPrompt { get; init; } = 1;

    /// <summary>Picture or video to make them from, or null.</summary>
    public GenerationInput? Input { get; init; }

    /// <summary>Frames.</summary>
    public required int Frames { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Seed of the first video; the next ones count up. A video depends on its own seed, not on those beside it.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Latents to start from in place of drawn noise [B or 1, T, C, H, W] (already noised for a <see cref="VideoInput"/>);
    /// padding frames are not added to them. Stays the caller's.
    /// </summary>
    public Tensor? StartLatents_BTCHW { get; init; }

    /// <summary>Steps, sampler and guidance.</summary>
    public SamplingPlan Plan { get; init; } = new();

    /// <summary>What is given back.</summary>
    public GenerationOutput Output { get; init; } = GenerationOutput.Bytes;

    /// <summary>How 8-bit frames are rounded.</summary>
    public PixelRounding Rounding { get; init; } = PixelRounding.Truncate;

    /// <summary>Number of videos (B).</summary>
    public int Count => Prompts.Count * VideosPerPrompt;
}
