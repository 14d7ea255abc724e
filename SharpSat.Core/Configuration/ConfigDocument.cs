using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>
/// A config as a JSON tree whose every value knows the file and line it came from. Comments are allowed; a repeated
/// key is an error.
/// </summary>
public sealed class ConfigDocument
{
    private ConfigDocument(JObject root) => Root = root;

    /// <summary>The top-level object. Treat it as read-only.</summary>
    public JObject Root { get; }

    /// <summary>Reads one file.</summary>
    /// <exception cref="InputException">The file is missing, unreadable or not a JSON object.</exception>
    public static ConfigDocument Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new InputException($"Config file '{path}' does not exist.{Siblings(path)}");
        }

        try
        {
            return Parse(File.ReadAllText(path), path);
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
        var token = ConfigText.Read(json, source);
        return token is JObject root
            ? new ConfigDocument(root)
            : throw ConfigException.At(token, string.Empty, $"a config must be a JSON object, but this is {ConfigText.Describe(token)}.");
    }

    /// <summary>Wraps a tree made in code.</summary>
    public static ConfigDocument From(JObject root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new ConfigDocument((JObject)root.DeepClone());
    }

    /// <summary>This document merged over another one: where both say something, this one wins.</summary>
    public ConfigDocument Over(ConfigDocument under)
    {
        ArgumentNullException.ThrowIfNull(under);
        return new ConfigDocument(ConfigMerge.Merge(under.Root, Root));
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

        return new ConfigDocument(root);
    }

    /// <summary>Binds the whole document strictly to a record (see <see cref="ConfigBinder"/>).</summary>
    /// <exception cref="ConfigException">Something in it is unknown, missing or of the wrong type.</exception>
    public T Bind<T>() => ConfigBinder.Bind<T>(Root);

    /// <summary>The document as indented JSON, without comments.</summary>
    public string ToJson() => Root.ToString(Formatting.Indented);

    private static string Siblings(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder)
            ? NearMatches.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileName(f)!).ToList())
            : $" The folder '{folder}' does not exist either.";
    }
}
