using SharpSat.Core.Errors;

namespace SharpSat.Cli.Commands;

/// <summary>Prompts from the command line and from a file, in that order.</summary>
internal static class PromptList
{
    /// <summary>Between a prompt and its picture on a line of the file, as in the reference.</summary>
    public const string PictureMark = "@@";

    /// <summary>
    /// At least one prompt; empty lines of the file do not count. A line may name a picture after <c>@@</c>, relative to
    /// the current directory.
    /// </summary>
    /// <exception cref="InputException">There is no prompt, or one is empty.</exception>
    public static IReadOnlyList<PromptLine> Read(IReadOnlyList<string> given, string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new InputException($"Prompt file '{file}' does not exist.");
        }

        var lines = file is null ? [] : File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0);
        var prompts = given.Select(prompt => new PromptLine(0, prompt.Trim())).Concat(lines.Select(Line)).Select((line, i) => line with { Number = i }).ToList();
        if (prompts.Count == 0)
        {
            throw new InputException(file is null ? "No prompt is given; use --prompt TEXT or --prompts FILE." : $"Prompt file '{file}' is empty.");
        }

        return prompts.TrueForAll(line => line.Prompt.Length > 0) ? prompts : throw new InputException("A prompt is empty.");
    }

    /// <summary>A file name for a prompt: its words in lower case, at most 40 characters.</summary>
    public static string Slug(string prompt)
    {
        var letters = prompt.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray();
        var words = new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Empty;
        foreach (var word in words)
        {
            var longer = slug.Length == 0 ? word : $"{slug}-{word}";
            if (longer.Length > 40)
            {
                break;
            }

            slug = longer;
        }

        return slug.Length > 0 ? slug : words.Length > 0 ? words[0][..40] : "video";
    }

    private static PromptLine Line(string line)
    {
        var mark = line.IndexOf(PictureMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return new PromptLine(0, line);
        }

        var picture = line[(mark + PictureMark.Length)..].Trim();
        return picture.Length > 0 && !picture.Contains(PictureMark, StringComparison.Ordinal)
            ? new PromptLine(0, line[..mark].Trim(), picture)
            : throw new InputException($"The line '{line}' must name one picture after {PictureMark}.");
    }
}
