using SharpSat.Core.Context;
using SharpSat.Mixins.Positions;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Patches;

/// <summary>What a video transformer passes to its mixins in one forward pass.</summary>
public static class VideoContext
{
    private const string Network = "the video network (CogVideoXTransformer)";

    /// <summary>Latents [B, T, C, H, W], image conditions already joined.</summary>
    public static ContextKey<Tensor> Latents_BTCHW { get; } = new("latents", Network);

    /// <summary>Text encoder states [B, S, text width].</summary>
    public static ContextKey<Tensor> Text_BSE { get; } = new("text", Network);

    /// <summary>Embedded timestep [B, time width].</summary>
    public static ContextKey<Tensor> Time_BE { get; } = new("time", Network);

    /// <summary>Patches of the sample.</summary>
    public static ContextKey<PatchGrid> Grid { get; } = new("grid", Network);

    /// <summary>Number of text tokens, which come first in the sequence.</summary>
    public static ContextKey<int> TextLength { get; } = new("text_length", Network);

    /// <summary>A rotary table in place of the network's own; optional.</summary>
    public static ContextKey<RotaryPositions> Rotary { get; } = new("rotary", "a caller with a table of its own (Conditioning.Rotary)");
}
