using Microsoft.VisualBasic.FileIO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Listing;

/// <summary>A table of videos and captions: <c>.csv</c> with a line of column names, or <c>.jsonl</c> with an object a line.</summary>
internal static class ClipTable
{
    /// <exception cref="InputException">It is neither, has no such column, or cannot be read.</exception>
    public static List<ListedClip> Find(string file, VideoFolderParams settings, List<string> problems)
    {
        var rows = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => Csv(file, settings),
            ".jsonl" => JsonLines(file, settings),
            _ => throw new InputException($"Dataset '{file}' is neither a folder nor a .csv, .jsonl or .tar file."),
        };
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var clips = rows.Select(row => ClipListing.Line($"{Path.GetFileName(file)} line {row.Line}", root, row.Video, row.Caption, settings.Pictures ? row.Image ?? string.Empty : null, problems)).OfType<ListedClip>().ToList();
        return clips.Count > 0 || problems.Count > 0 ? clips : throw new InputException($"Dataset '{file}' lists no clip.");
    }

    private static List<Row> Csv(string file, VideoFolderParams settings)
    {
        using var parser = new TextFieldParser(new StringReader(ClipListing.Text(file))) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        try
        {
            var names = parser.ReadFields() ?? [];
            var columns = Columns(settings).Select(column => Column($"'{file}'", names, column.Name, column.Setting)).ToArray();
            var rows = new List<Row>();
            while (!parser.EndOfData)
            {
                var line = parser.LineNumber;
                var fields = parser.ReadFields() ?? [];
                rows.Add(Row.Of(line, [.. columns.Select(column => fields.ElementAtOrDefault(column))]));
            }

            return rows;
        }
        catch (MalformedLineException e)
        {
            throw new InputException($"'{file}' line {parser.ErrorLineNumber} is not a line of a .csv table: {e.Message}", e);
        }
    }

    private static List<Row> JsonLines(string file, VideoFolderParams settings)
    {
        var rows = new List<Row>();
        foreach (var (text, i) in ClipListing.Text(file).ReplaceLineEndings("\n").Split('\n').Select((text, i) => (text, i)).Where(l => !string.IsNullOrWhiteSpace(l.text)))
        {
            var row = Parse(file, i + 1, text);
            var names = row.Properties().Select(p => p.Name).ToArray();
            rows.Add(Row.Of(i + 1, [.. Columns(settings).Select(column => (string?)(row[names[Column($"'{file}' line {i + 1}", names, column.Name, column.Setting)]] as JValue))]));
        }

        return rows;
    }

    private static JObject Parse(string file, int line, string text)
    {
        try
        {
            return JObject.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InputException($"'{file}' line {line} is not a JSON object: {e.Message}", e);
        }
    }

    private static (string Name, string Setting)[] Columns(VideoFolderParams settings) =>
    [
        (settings.VideoColumn, "video_column"), (settings.CaptionColumn, "caption_column"),
        .. settings.Pictures ? [(settings.ImageColumn, "image_column")] : Array.Empty<(string, string)>(),
    ];

    private static int Column(string where, string[] names, string wanted, string setting)
    {
        var index = Array.IndexOf(names, wanted);
        return index >= 0 ? index : throw new InputException(
            $"{where} has no column '{wanted}' ({setting}); it has {string.Join(", ", names)}.{NearMatches.Hint(wanted, names)}");
    }

    private sealed record Row(long Line, string? Video, string? Caption, string? Image)
    {
        /// <summary>From the fields in the order of <see cref="Columns"/>.</summary>
        public static Row Of(long line, string?[] fields) => new(line, fields[0], fields[1], fields.ElementAtOrDefault(2));
    }
}
