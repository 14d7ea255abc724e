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

    /// <summary>Joins clips of one size; the batch has storage of its own.</summary>
    public static VideoBatch Collate(IReadOnlyList<EncodedClip> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return new VideoBatch
        {
            Moments_BCTHW = stack(clips.Select(clip => clip.Moments_CTHW)),
            Text_BSE = clips.All(clip => clip.Text_SE is not null) ? stack(clips.Select(clip => clip.Text_SE!)) : null,
            Captions = [.. clips.Select(clip => clip.Caption)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Moments_CTHW.Dispose();
        Text_SE?.Dispose();
    }
}
