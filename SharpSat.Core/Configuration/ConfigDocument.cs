using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>
/// A config as a JSON tree whose every value knows the file and line it came from, read from JSON or YAML. Comments are
/// allowed; a repeated key is an error.
/// </summary>
public sealed class ConfigDocument
{
    private ConfigDocument(JObject root, IReadOnlyList<string>? remarks = null)
    {
        Root = root;
        Remarks = remarks ?? [];
    }

    /// <summary>The top-level object. Treat it as read-only.</summary>
    public JObject Root { get; }

    /// <summary>What the user should know about how the files were read: sentences that begin with file and line where known.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Reads one file, JSON or (by its name, .yaml or .yml) YAML.</summary>
    /// <exception cref="InputException">The file is missing, unreadable or holds no object.</exception>
    public static ConfigDocument Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new InputException($"Config file '{path}' does not exist.{Siblings(path)}");
        }

        try
        {
            var text = File.ReadAllText(path);
            return YamlConfig.IsYaml(path) ? ParseYaml(text, path) : Parse(text, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Config file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads several files merged left to right, then applies <c>path=value</c> settings in order.</summary>
    /// <exception cref="InputException">A file or setting cannot be used.</exception>
    public static ConfigDocument Load(IReadOnlyList<string> paths, IReadOnlyList<string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new InputException("No config file is given; at least one is needed.");
        }

        var document = paths.Select(Load).Aggregate((under, over) => over.Over(under));
        return document.With(settings ?? []);
    }

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it, usually a file path.</param>
    /// <exception cref="ConfigException">The text is not one JSON object.</exception>
    public static ConfigDocument Parse(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return Rooted(ConfigText.Read(json, source), "a JSON object");
    }

    /// <summary>Reads YAML text (see <see cref="YamlConfig"/>).</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What messages call it, usually a file path.</param>
    /// <exception cref="ConfigException">The text is not one YAML mapping.</exception>
    public static ConfigDocument ParseYaml(string yaml, string source)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return Rooted(YamlConfig.Read(yaml, source), "a mapping");
    }

    /// <summary>Wraps a tree made in code.</summary>
    /// <param name="root">The tree; it is copied.</param>
    /// <param name="remarks">See <see cref="Remarks"/>.</param>
    public static ConfigDocument From(JObject root, IReadOnlyList<string>? remarks = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new ConfigDocument((JObject)root.DeepClone(), remarks);
    }

    /// <summary>This document merged over another one: where both say something, this one wins.</summary>
    public ConfigDocument Over(ConfigDocument under)
    {
        ArgumentNullException.ThrowIfNull(under);
        return new ConfigDocument(ConfigMerge.Merge(under.Root, Root), [.. under.Remarks, .. Remarks]);
    }

    /// <summary>A copy with <c>path=value</c> settings applied in order (see <see cref="ConfigSetting"/>).</summary>
    /// <exception cref="InputException">A setting is malformed or its path leads through a scalar.</exception>
    public ConfigDocument With(IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = (JObject)Root.DeepClone();
        foreach (var setting in settings)
        {
            ConfigSetting.Parse(setting).Apply(root);
        }

        return new ConfigDocument(root, Remarks);
    }

    /// <summary>Binds the whole document strictly to a record (see <see cref="ConfigBinder"/>).</summary>
    /// <exception cref="ConfigException">Something in it is unknown, missing or of the wrong type.</exception>
    public T Bind<T>() => ConfigBinder.Bind<T>(Root);

    /// <summary>The document as indented JSON, without comments.</summary>
    public string ToJson() => Root.ToString(Formatting.Indented);

    private static ConfigDocument Rooted(JToken token, string expected) => token is JObject root
        ? new ConfigDocument(root)
        : throw ConfigException.At(token, string.Empty, $"a config must be {expected}, but this is {ConfigText.Describe(token)}.");

    private static string Siblings(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder)
            ? NearMatches.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder).Where(f => YamlConfig.IsYaml(f) || f.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).Select(f => Path.GetFileName(f)!).ToList())
            : $" The folder '{folder}' does not exist either.";
    }
}
