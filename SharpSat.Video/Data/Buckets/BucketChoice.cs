using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Buckets;

/// <summary>
/// Which bucket a clip goes to: of those that it is long enough for, one whose shape cuts the least off it (5 points
/// more do not matter), of these the longest, of these the largest that does not enlarge it.
/// </summary>
internal static class BucketChoice
{
    private const double Tolerance = 0.05;

    /// <summary>The bucket, and the source frames that make the clip.</summary>
    /// <param name="name">The file's name, for messages and for a random start.</param>
    /// <param name="video">The file.</param>
    /// <param name="sizes">The buckets.</param>
    /// <param name="settings">How frames are chosen.</param>
    /// <exception cref="InputException">It fits none.</exception>
    public static (ClipSize Size, int[] Frames) Of(string name, VideoInfo video, IReadOnlyList<ClipSize> sizes, VideoFolderParams settings)
    {
        // A video that is too short for its buckets does not become a picture unasked.
        var meant = sizes.Where(size => size.Frames == 1 == video.IsPicture).ToList();
        if (meant.Count == 0 && video.IsPicture)
        {
            throw new InputException($"'{name}' is a picture, which is a video of one frame; {sizes.Min(size => size.Frames)} frames need a video, or a picture a bucket of 1 frame.");
        }

        // A picture has one frame, whatever is skipped of videos.
        var fitting = video.IsPicture ? [.. meant.Select(size => (size, new[] { 0 }))] : Fitting(name, video, meant.Count > 0 ? meant : sizes, settings);
        var least = fitting.Min(fit => CutOff(video, fit.Size));
        return fitting
            .Where(fit => CutOff(video, fit.Size) <= least + Tolerance)
            .OrderByDescending(fit => fit.Size.Frames)
            .ThenBy(fit => Enlarges(video, fit.Size))
            .ThenBy(fit => Enlarges(video, fit.Size) ? fit.Size.Pixels : -fit.Size.Pixels)
            .First();
    }

    private static List<(ClipSize Size, int[] Frames)> Fitting(string name, VideoInfo video, IReadOnlyList<ClipSize> sizes, VideoFolderParams settings)
    {
        var fitting = new List<(ClipSize, int[])>();
        InputException? refusal = null;
        foreach (var size in sizes.OrderByDescending(size => size.Frames))
        {
            try
            {
                fitting.Add((size, FrameSampler.Choose(name, video.FrameCount, video.Fps, settings.Request(size.Frames))));
            }
            catch (InputException e)
            {
                refusal = e;
            }
        }

        return fitting.Count > 0 || refusal is null ? fitting
            : sizes.Count == 1 ? throw refusal
            : throw new InputException($"fits no bucket, not even that of the fewest frames: {refusal.Message}", refusal);
    }

    // Part of the picture that is lost when it covers the size.
    private static double CutOff(VideoInfo video, ClipSize size)
    {
        var ratio = (double)video.Width * size.Height / ((double)video.Height * size.Width);
        return 1 - Math.Min(ratio, 1 / ratio);
    }

    private static bool Enlarges(VideoInfo video, ClipSize size) => size.Height > video.Height || size.Width > video.Width;
}
