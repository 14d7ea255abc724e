using Newtonsoft.Json;

namespace SharpSat.Core.Training.Runs;

/// <summary>Files of one JSON object a line, the last of which a kill may have cut off.</summary>
internal static class JsonLines
{
    /// <summary>The complete lines; empty without a file.</summary>
    public static List<T> Read<T>(string path)
    {
        var lines = new List<T>();
        foreach (var text in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                lines.Add(RunJson.Read<T>(text));
            }
            catch (JsonException)
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>Drops the lines that are not to be kept, and one that was cut off.</summary>
    public static void Keep<T>(string path, Func<T, bool> keep)
        where T : notnull => DurableFiles.ReplaceText(path, string.Concat(Read<T>(path).Where(keep).Select(line => Text(line))));

    /// <summary>A line, its end included.</summary>
    public static string Text(object line) => RunJson.Write(line, indented: false) + "\n";
}
