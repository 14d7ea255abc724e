using Microsoft.VisualBasic.FileIO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Listing;

/// <summary>A table of videos and captions: <c>.csv</c> with a line of column names, or <c>.jsonl</c> with an object a line.</summary>
internal static class ClipTable
{
    /// <exception cref="InputException">It is neither, has no such column, or cannot be read.</exception>
    public static List<ListedClip> Find(string file, string videoColumn, string captionColumn, List<string> problems)
    {
        var rows = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => Csv(file, videoColumn, captionColumn),
            ".jsonl" => JsonLines(file, videoColumn, captionColumn),
            _ => throw new InputException($"Dataset '{file}' is neither a folder nor a .csv, .jsonl or .tar file."),
        };
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var clips = rows.Select(row => ClipListing.Line($"{Path.GetFileName(file)} line {row.Line}", root, row.Video, row.Caption, problems)).OfType<ListedClip>().ToList();
        return clips.Count > 0 || problems.Count > 0 ? clips : throw new InputException($"Dataset '{file}' lists no clip.");
    }

    private static List<(long Line, string? Video, string? Caption)> Csv(string file, string videoColumn, string captionColumn)
    {
        using var parser = new TextFieldParser(new StringReader(ClipListing.Text(file))) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        try
        {
            var names = parser.ReadFields() ?? [];
            var (video, caption) = (Column($"'{file}'", names, videoColumn, "video_column"), Column($"'{file}'", names, captionColumn, "caption_column"));
            var rows = new List<(long, string?, string?)>();
            while (!parser.EndOfData)
            {
                var line = parser.LineNumber;
                var fields = parser.ReadFields() ?? [];
                rows.Add((line, fields.ElementAtOrDefault(video), fields.ElementAtOrDefault(caption)));
            }

            return rows;
        }
        catch (MalformedLineException e)
        {
            throw new InputException($"'{file}' line {parser.ErrorLineNumber} is not a line of a .csv table: {e.Message}", e);
        }
    }

    private static List<(long Line, string? Video, string? Caption)> JsonLines(string file, string videoColumn, string captionColumn)
    {
        var rows = new List<(long, string?, string?)>();
        foreach (var (text, i) in ClipListing.Text(file).ReplaceLineEndings("\n").Split('\n').Select((text, i) => (text, i)).Where(l => !string.IsNullOrWhiteSpace(l.text)))
        {
            var row = Parse(file, i + 1, text);
            var names = row.Properties().Select(p => p.Name).ToArray();
            Column($"'{file}' line {i + 1}", names, videoColumn, "video_column");
            Column($"'{file}' line {i + 1}", names, captionColumn, "caption_column");
            rows.Add((i + 1, (string?)(row[videoColumn] as JValue), (string?)(row[captionColumn] as JValue)));
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

    private static int Column(string where, string[] names, string wanted, string setting)
    {
        var index = Array.IndexOf(names, wanted);
        return index >= 0 ? index : throw new InputException(
            $"{where} has no column '{wanted}' ({setting}); it has {string.Join(", ", names)}.{NearMatches.Hint(wanted, names)}");
    }
}
