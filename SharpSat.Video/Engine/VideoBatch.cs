using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>
/// Training samples: videos or their latents, captions or their states. Whoever receives it owns it and its tensors.
/// </summary>
public sealed class VideoBatch : IDisposable
{
    /// <summary>Videos [B, F, C, H, W] in [-1, 1]; needed unless there are latents.</summary>
    public Tensor? Video_BFCHW { get; init; }

    /// <summary>Latents as the autoencoder made them, unscaled [B, C, T, H, W]; taken instead of the videos.</summary>
    public Tensor? Latents_BCTHW { get; init; }

    /// <summary>Captions (B); needed unless there are states.</summary>
    public IReadOnlyList<string>? Captions { get; init; }

    /// <summary>Text encoder states [B, S, E]; taken instead of the captions. Caption dropout applies to them as well.</summary>
    public Tensor? Text_BSE { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Video_BFCHW?.Dispose();
        Latents_BCTHW?.Dispose();
        Text_BSE?.Dispose();
    }
}
