using System.Globalization;
using System.Text;

namespace SharpSat.Core.Training.Runs.Report;

/// <summary>The part of a report that shows what a run's validations made, newest first.</summary>
internal static class ReportSamples
{
    /// <summary>Sheets and videos of every <c>samples/step-…</c>; nothing if there are none.</summary>
    public static string Of(RunDirectory directory)
    {
        var root = Path.GetFullPath(directory.Path);
        var samples = Path.Combine(root, "samples");
        var media = new ReportMedia(root);
        var looks = Directory.Exists(samples) ? Directory.EnumerateDirectories(samples).OrderDescending(StringComparer.Ordinal).Select(look => Look(look, media)).Where(look => look.Length > 0).ToList() : [];
        return looks.Count == 0 ? string.Empty : $"<h2>Samples</h2>\n{string.Concat(looks)}";
    }

    private static string Look(string folder, ReportMedia media)
    {
        var (sheets, videos) = (Files(folder, "*.png"), Files(folder, "*.mp4"));
        if (sheets.Count + videos.Count == 0)
        {
            return string.Empty;
        }

        var html = new StringBuilder($"<h3>{Html.Text(Title(Path.GetFileName(folder)))}</h3>\n");
        foreach (var sheet in sheets)
        {
            html.Append($"<img class=\"sheet\" loading=\"lazy\" alt=\"{Html.Text(Path.GetFileName(sheet))}\" src=\"{media.Source(sheet)}\">\n");
        }

        html.Append(videos.Count == 0 ? string.Empty : "<div class=\"videos\">\n");
        foreach (var video in videos)
        {
            html.Append($"<figure><video controls loop muted playsinline preload=\"metadata\" src=\"{media.Source(video)}\"></video><figcaption>{Html.Text(Path.GetFileName(video))}</figcaption></figure>\n");
        }

        return html.Append(videos.Count == 0 ? string.Empty : "</div>\n").ToString();
    }

    private static List<string> Files(string folder, string pattern) => [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static string Title(string folder) => folder.StartsWith("step-", StringComparison.Ordinal) && long.TryParse(folder["step-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
        ? FormattableString.Invariant($"step {step}")
        : folder;
}
