using System.CommandLine;
using SharpSat.Core.Registry;

namespace SharpSat.Cli.Commands;

/// <summary>Options that several commands share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose() =>
        new("--verbose") { Description = "Show stack traces with errors.", Recursive = true };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };

    public static Option<bool> Force() => new("--force") { Description = "Write into a folder that is not empty." };

    public static Option<string[]> Plugins() => new("--plugin")
    {
        Description = "A plugin assembly to load; may be repeated. Plugins are code: name only what you trust.",
        HelpName = "dll",
        DefaultValueFactory = _ => [],
    };

    public static Option<string[]> Settings() => new("--set")
    {
        Description = "Change one value, for example trainer.max_steps=200; may be repeated.",
        HelpName = "path=value",
        DefaultValueFactory = _ => [],
    };

    public static Argument<string[]> Configs() => new("config")
    {
        Description = "Config files, merged left to right; a run directory, a diffusers pipeline folder or a preset's name will do as well.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Loads what <c>--plugin</c> names, relative to the current directory.</summary>
    public static void LoadPlugins(IEnumerable<string>? paths)
    {
        foreach (var path in paths ?? [])
        {
            PluginLoader.Load(path);
        }
    }
}
