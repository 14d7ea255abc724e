using SharpSat.Mixins.Positions;
using static TorchSharp.torch;

namespace SharpSat.Video.Networks;

/// <summary>What the network is told besides the noisy sample. Tensors have the batch of the sample.</summary>
public sealed record Conditioning
{
    /// <summary>Text encoder states [B, S, text width].</summary>
    public required Tensor Text_BSE { get; init; }

    /// <summary>Latents joined after the sample's channels [B, T, C', H, W] (image-to-video, control), or null.</summary>
    public Tensor? Concat_BTCHW { get; init; }

    /// <summary>The 1.5 image-to-video offset value [B], or null.</summary>
    public Tensor? Ofs_B { get; init; }

    /// <summary>A rotary table in place of the network's own, or null; the same for every sample of the batch.</summary>
    public RotaryPositions? Rotary { get; init; }

    /// <summary>Whether the batch is a guided one: its first half without the prompt, its second half the same samples with it.</summary>
    public bool IsGuided { get; init; }
}
