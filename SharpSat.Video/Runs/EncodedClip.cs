using SharpSat.Video.Engine;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>A clip after the frozen encoders: what training needs of it.</summary>
/// <param name="Moments_CTHW">Mean and log-variance of the posterior, joined on the channels [2C, T, H, W].</param>
/// <param name="Caption">Its caption.</param>
public sealed record EncodedClip(Tensor Moments_CTHW, string Caption) : IDisposable
{
    /// <summary>States of the caption [S, E] from the text encoder, if they were kept too.</summary>
    public Tensor? Text_SE { get; init; }

    /// <summary>Moments of the picture that an image-to-video network is given [2C, 1, H, W], if they were kept.</summary>
    public Tensor? ImageMoments_CTHW { get; init; }

    /// <summary>That picture itself [C, H, W] in [-1, 1], if it was kept.</summary>
    public Tensor? Image_CHW { get; init; }

    /// <summary>Joins clips of one size; the batch has storage of its own.</summary>
    public static VideoBatch Collate(IReadOnlyList<EncodedClip> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return new VideoBatch
        {
            Moments_BCTHW = stack(clips.Select(clip => clip.Moments_CTHW)),
            Text_BSE = Stack(clips, clip => clip.Text_SE),
            ImageMoments_BCTHW = Stack(clips, clip => clip.ImageMoments_CTHW),
            Image_BCHW = Stack(clips, clip => clip.Image_CHW),
            Captions = [.. clips.Select(clip => clip.Caption)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Moments_CTHW.Dispose();
        Text_SE?.Dispose();
        ImageMoments_CTHW?.Dispose();
        Image_CHW?.Dispose();
    }

    private static Tensor? Stack(IReadOnlyList<EncodedClip> clips, Func<EncodedClip, Tensor?> part)
    {
        var parts = clips.Select(part).OfType<Tensor>().ToList();
        return parts.Count == clips.Count ? stack(parts) : null;
    }
}
