using System.Globalization;
using SharpSat.Video.Data.Buckets;

namespace SharpSat.Cli.Rendering;

/// <summary>How many clips fall into which bucket.</summary>
internal static class BucketView
{
    private const string Heading = "bucket (frames x height x width)";

    /// <summary>Prints a line for each bucket.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ClipSize> sizes, IReadOnlyList<int> counts)
    {
        writer.WriteLine($"{Heading}  clips");
        foreach (var (size, count) in sizes.Zip(counts))
        {
            writer.WriteLine($"{size.ToString().PadRight(Heading.Length)}  {count.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
