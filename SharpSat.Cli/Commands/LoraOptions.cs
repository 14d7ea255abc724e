using System.CommandLine;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;

namespace SharpSat.Cli.Commands;

/// <summary>Options that the <c>lora</c> commands share.</summary>
internal static class LoraOptions
{
    public static Option<string?> Alpha() => new("--alpha")
    {
        Description = "How the alphas are found: a number, own_rank, metadata or first_rank. Default: what the file says, and otherwise the rule of its form.",
        HelpName = "rule",
    };

    public static Option<bool> Overwrite() => new("--force") { Description = "Replace what is there." };

    public static LoraAlpha? ParseAlpha(string? text) => text is null ? null : LoraAlpha.Parse(text);

    /// <exception cref="InputException">Something is there and may not be replaced.</exception>
    public static void RequireFree(string path, bool force)
    {
        if (!force && (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())))
        {
            throw new InputException($"'{path}' exists already; name another one or use --force.");
        }
    }
}
