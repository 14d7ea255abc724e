using SharpSat.Video.Data;
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

    /// <summary>Posterior moments of the autoencoder [B, 2C, T, H, W]; sampled at every step, taken instead of the videos.</summary>
    public Tensor? Moments_BCTHW { get; init; }

    /// <summary>
    /// Posterior moments of the pictures that an image-to-video network is given [B, 2C, 1, H, W]; sampled at every step,
    /// taken instead of the videos' first frames.
    /// </summary>
    public Tensor? ImageMoments_BCTHW { get; init; }

    /// <summary>Those pictures themselves [B, C, H, W] in [-1, 1]; taken instead of the videos' first frames.</summary>
    public Tensor? Image_BCHW { get; init; }

    /// <summary>Captions (B); needed unless there are states.</summary>
    public IReadOnlyList<string>? Captions { get; init; }

    /// <summary>Text encoder states [B, S, E]; taken instead of the captions. Caption dropout applies to them as well.</summary>
    public Tensor? Text_BSE { get; init; }

    /// <summary>Offset values [B] of networks with an offset embedding; null takes <see cref="ImageConditioning.Offset"/>.</summary>
    public Tensor? Offset_B { get; init; }

    /// <summary>The picture of a clip for an image-to-video network [C, H, W]: its own, else its first frame. Not to be disposed before the clip.</summary>
    internal static Tensor Image(VideoClip clip) => clip.Image_CHW ?? clip.Frames_FCHW[0];

    /// <summary>Joins clips of one size; the batch has storage of its own.</summary>
    /// <exception cref="ArgumentException">There is no clip.</exception>
    public static VideoBatch FromClips(IReadOnlyList<VideoClip> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        if (clips.Count == 0)
        {
            throw new ArgumentException("A batch needs at least one clip.", nameof(clips));
        }

        using var scope = NewDisposeScope();
        return new VideoBatch
        {
            Video_BFCHW = stack(clips.Select(clip => clip.Frames_FCHW).ToArray()).MoveToOuterDisposeScope(),
            Image_BCHW = clips.Any(clip => clip.Image_CHW is not null) ? stack(clips.Select(Image).ToArray()).MoveToOuterDisposeScope() : null,
            Captions = [.. clips.Select(clip => clip.Caption)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Video_BFCHW?.Dispose();
        Latents_BCTHW?.Dispose();
        Moments_BCTHW?.Dispose();
        ImageMoments_BCTHW?.Dispose();
        Image_BCHW?.Dispose();
        Text_BSE?.Dispose();
        Offset_B?.Dispose();
    }
}
