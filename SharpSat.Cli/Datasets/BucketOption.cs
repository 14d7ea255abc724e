using System.CommandLine;
using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Buckets;

namespace SharpSat.Cli.Datasets;

/// <summary><c>--bucket 49x480x720</c>, as often as there are buckets.</summary>
internal static class BucketOption
{
    public static Option<string[]> Create() => new("--bucket")
    {
        Description = "A size of clips, frames x height x width (49x480x720), in place of --frames, --height and --width; repeat it for more.",
        DefaultValueFactory = _ => [],
    };

    /// <exception cref="InputException">One is no size.</exception>
    public static IReadOnlyList<ClipSize> Parse(string[]? texts) => [.. (texts ?? []).Select(text =>
        text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0).ToArray() is [> 0 and var frames, > 0 and var height, > 0 and var width]
            ? new ClipSize { Frames = frames, Height = height, Width = width }
            : throw new InputException($"--bucket {text}: a bucket is frames x height x width, for example 49x480x720."))];
}
