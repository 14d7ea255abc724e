using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Buckets;

/// <summary>The sizes that settings ask for: the one of <c>frames</c>, <c>height</c> and <c>width</c>, or those of <c>buckets</c>.</summary>
internal static class BucketRules
{
    /// <summary>The sizes, in their order.</summary>
    /// <exception cref="InputException">There is none, both ways are used, a size is there twice, or is illegal.</exception>
    public static IReadOnlyList<ClipSize> Sizes(VideoFolderParams settings)
    {
        if (settings.Buckets.Count == 0)
        {
            return [Single(settings)];
        }

        if (settings is not { Frames: null, Height: null, Width: null })
        {
            throw new InputException("video_folder: buckets gives the clips' sizes; leave frames, height and width out.");
        }

        if (settings.Buckets.GroupBy(size => size).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException($"video_folder: bucket {twice.Key} is there more than once.");
        }

        foreach (var size in settings.Buckets)
        {
            Named(size, several: true, () => Require(size, settings));
        }

        return settings.Buckets;
    }

    /// <summary>Runs a check of a size; what it refuses names the bucket where there are several.</summary>
    /// <exception cref="InputException">The check refuses the size.</exception>
    public static void Named(ClipSize size, bool several, Action check)
    {
        try
        {
            check();
        }
        catch (InputException e) when (several)
        {
            throw new InputException($"Bucket {size} (frames x height x width): {e.Message}", e);
        }
    }

    private static ClipSize Single(VideoFolderParams settings)
    {
        if (settings is not { Frames: { } frames, Height: { } height, Width: { } width })
        {
            var missing = new[] { (settings.Frames, "frames"), (settings.Height, "height"), (settings.Width, "width") }.Where(s => s.Item1 is null).Select(s => s.Item2);
            throw new InputException($"video_folder: {string.Join(" and ", missing)} must be set, or buckets, a list of sizes {{frames, height, width}}.");
        }

        var size = new ClipSize { Frames = frames, Height = height, Width = width };
        Require(size, settings);
        return size;
    }

    private static void Require(ClipSize size, VideoFolderParams settings)
    {
        ClipRules.RequireFrames(size.Frames, settings.TimeCompression);
        ClipRules.RequireSize(size.Height, size.Width, settings.SizeMultiple);
    }
}
