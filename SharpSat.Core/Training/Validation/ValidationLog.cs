using SharpSat.Core.Training.Runs;

namespace SharpSat.Core.Training.Validation;

/// <summary>The file <c>validation.jsonl</c>: one line a look, without gaps or repeats after a resume.</summary>
public static class ValidationLog
{
    /// <summary>The complete lines; empty without a file.</summary>
    public static IReadOnlyList<ValidationLine> Read(string path) => JsonLines.Read<ValidationLine>(path);

    /// <summary>Drops what is later than the step where a run continues.</summary>
    internal static void CutAfter(string path, long lastStep)
    {
        if (File.Exists(path))
        {
            JsonLines.Keep<ValidationLine>(path, line => line.Step <= lastStep);
        }
    }

    internal static void Append(string path, ValidationLine line) => File.AppendAllText(path, JsonLines.Text(line));
}
