using System.Globalization;
using SharpSat.Cli.Rendering;
using SharpSat.Video.Data;
using SharpSat.Video.Media;

namespace SharpSat.Cli.Datasets;

/// <summary>Checks a folder of clips and shows what it holds. Exit code 0 if it can be trained on, 2 if something is wrong.</summary>
internal sealed class FolderCheckJob(CliConsole console, VideoFolderParams settings, string? sheet)
{
    private const int CaptionWidth = 60;
    private const int SheetRows = 40;

    public int Run()
    {
        var survey = ProgressView.Run(console, "looking at clips", report => FolderSurvey.Of(settings, (done, total) => report(done, total, string.Empty)));
        TableView.Write(console, ["clip", "seconds", "size", "fps", "frames", "as", "caption"], survey.Entries.Select(Row));
        Summarize(survey.Entries);
        if (settings.Buckets.Count > 0)
        {
            console.Out.WriteLine();
            BucketView.Write(console.Out, settings.Buckets, [.. settings.Buckets.Select(bucket => survey.Entries.Count(c => c.Size == bucket))]);
        }

        if (sheet is not null && survey.Entries.Count > 0)
        {
            ContactSheet.Save(sheet, [.. survey.Entries.Take(SheetRows).Select(SheetRow)]);
            var left = survey.Entries.Count - SheetRows;
            console.Out.WriteLine(left > 0 ? $"{sheet} shows the first {SheetRows} clips" : $"{sheet} shows the clips as training sees them");
        }

        if (survey.Problems.Count == 0)
        {
            return 0;
        }

        console.Error.WriteLine($"{survey.Problems.Count} problem{(survey.Problems.Count == 1 ? string.Empty : "s")}:");
        foreach (var problem in survey.Problems)
        {
            console.Error.WriteLine("  " + problem);
        }

        return 2;
    }

    private static string[] Row(FolderEntry clip) =>
    [
        clip.Name, clip.Video.IsPicture ? "picture" : Text(clip.Video.Duration, "0.0#"), $"{clip.Video.Width}x{clip.Video.Height}", clip.Video.IsPicture ? string.Empty : Text(clip.Video.Fps, "0.##"),
        $"{clip.Frames.Count} of {clip.Video.FrameCount}", $"{clip.Size.Width}x{clip.Size.Height}", clip.Caption.Length > CaptionWidth ? clip.Caption[..CaptionWidth] + "..." : clip.Caption,
    ];

    private void Summarize(IReadOnlyList<FolderEntry> clips)
    {
        if (clips.Count == 0)
        {
            console.Out.WriteLine("no clip can be used");
            return;
        }

        var videos = clips.Where(c => !c.Video.IsPicture).ToList();
        var sizes = clips.GroupBy(c => $"{c.Video.Width}x{c.Video.Height}").OrderByDescending(g => g.Count()).Select(g => $"{g.Key} ({g.Count()})").Take(5);
        console.Out.WriteLine(
            $"{clips.Count} clips, {Pictures(clips.Count - videos.Count)}{Lengths(videos)}{string.Join(", ", sizes)}; {Rates(videos)}"
            + $"{clips.Select(c => c.Caption).Distinct(StringComparer.Ordinal).Count()} different captions of {clips.Min(c => Words(c.Caption))} to {clips.Max(c => Words(c.Caption))} words");
    }

    private static string Pictures(int count) => count == 0 ? string.Empty : $"{count} of them pictures, ";

    private static string Lengths(List<FolderEntry> videos) => videos.Count == 0 ? string.Empty
        : $"{Text(videos.Sum(c => c.Video.Duration), "0.0")} s in all, {Text(videos.Min(c => c.Video.Duration), "0.0#")} to {Text(videos.Max(c => c.Video.Duration), "0.0#")} s each; ";

    private static string Rates(List<FolderEntry> videos) => videos.Count == 0 ? string.Empty
        : $"{Text(videos.Min(c => c.Video.Fps), "0.##")} to {Text(videos.Max(c => c.Video.Fps), "0.##")} fps; ";

    private ContactSheetRow SheetRow(FolderEntry clip) =>
        new($"{clip.Name}: {clip.Caption}", clip.Read());

    private static int Words(string caption) => caption.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
