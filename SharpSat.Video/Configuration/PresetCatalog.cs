using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Configuration;

/// <summary>The presets that ship with SharpSat, and presets of the user's own, named by path.</summary>
public static class PresetCatalog
{
    private const string Scheme = "preset:";

    /// <summary>Folder of the shipped presets.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Presets");

    /// <summary>Names of the shipped presets.</summary>
    public static IReadOnlyList<string> Names => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal).ToList()
        : [];

    /// <summary>Whether a text is a shipped preset's name.</summary>
    public static bool Has(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>Reads a preset: its <c>model</c> part and default <c>sampling</c>.</summary>
    /// <param name="nameOrPath">A shipped preset's name, or the path of a JSON or YAML file.</param>
    /// <exception cref="InputException">There is no such preset (lists near matches), or the file cannot be used.</exception>
    public static ConfigDocument Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (Has(nameOrPath))
        {
            return ConfigDocument.Load(Path.Combine(Folder, nameOrPath + ".json"));
        }

        return nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || YamlConfig.IsYaml(nameOrPath)
            ? ConfigDocument.Load(nameOrPath)
            : throw new InputException($"There is no preset '{nameOrPath}'.{NearMatches.Hint(nameOrPath, Names.ToList())} A preset of your own is named by its path (x.json).");
    }

    /// <summary>
    /// A path as configs write it: <c>preset:tiny/tokenizer</c> lies in the presets' folder, anything else is taken as
    /// it is, relative to the current directory.
    /// </summary>
    public static string ResolvePath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsPresetPath(path) ? Path.Combine(Folder, path[Scheme.Length..]) : path;
    }

    /// <summary>Whether a path lies in the presets' folder.</summary>
    internal static bool IsPresetPath(string path) => path.StartsWith(Scheme, StringComparison.Ordinal);
}
