using SharpSat.Core.Errors;

namespace SharpSat.Cli.Commands;

/// <summary>Prompts from the command line and from a file, in that order.</summary>
internal static class PromptList
{
    /// <summary>At least one prompt; empty lines of the file do not count.</summary>
    public static IReadOnlyList<string> Read(IReadOnlyList<string> given, string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new InputException($"Prompt file '{file}' does not exist.");
        }

        var lines = file is null ? [] : File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0);
        var prompts = given.Select(prompt => prompt.Trim()).Concat(lines).ToList();
        if (prompts.Count == 0)
        {
            throw new InputException(file is null ? "No prompt is given; use --prompt TEXT or --prompts FILE." : $"Prompt file '{file}' is empty.");
        }

        return prompts.TrueForAll(prompt => prompt.Length > 0) ? prompts : throw new InputException("A prompt is empty.");
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
}
