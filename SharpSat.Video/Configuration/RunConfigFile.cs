using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Configuration;

/// <summary>Reads run configs: files merged left to right over their preset, then settings, then plugins, then the strict binding.</summary>
public static class RunConfigFile
{
    /// <summary>Reads and binds.</summary>
    /// <param name="paths">Config files.</param>
    /// <param name="settings"><c>path=value</c> settings.</param>
    /// <returns>The config, and the resolved document for <c>config.json</c>.</returns>
    /// <exception cref="InputException">Something cannot be used; names file and line.</exception>
    public static (RunConfig Config, ConfigDocument Document) Load(IReadOnlyList<string> paths, IReadOnlyList<string>? settings = null)
    {
        var document = Resolve(paths, settings);
        return (Bind(document), document);
    }

    /// <summary>Merges without binding or loading plugins.</summary>
    /// <exception cref="InputException">A file, setting or preset cannot be used.</exception>
    public static ConfigDocument Resolve(IReadOnlyList<string> paths, IReadOnlyList<string>? settings = null) =>
        OverPreset(ConfigDocument.Load(paths), settings ?? []);

    /// <summary>A preset alone, with settings.</summary>
    /// <exception cref="InputException">The preset or a setting cannot be used.</exception>
    public static ConfigDocument ResolvePreset(string nameOrPath, IReadOnlyList<string>? settings = null) =>
        PresetCatalog.Load(nameOrPath).With(settings ?? []);

    /// <summary>Loads the plugins that a resolved document names, then binds it.</summary>
    /// <exception cref="InputException">A plugin or value cannot be used; names file and line.</exception>
    public static RunConfig Bind(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        ConfigPlugins.Load(document);
        return document.Bind<RunConfig>();
    }

    // Settings go on last, so that they can reach into what the preset holds; but they may also name the preset.
    private static ConfigDocument OverPreset(ConfigDocument files, IReadOnlyList<string> settings)
    {
        if ((files.With(settings).Root["model"] as JObject)?["preset"] is not { Type: not JTokenType.Null } preset)
        {
            return files.With(settings);
        }

        var name = ConfigBinder.Bind<string>(preset, "model.preset");
        try
        {
            return files.Over(PresetCatalog.Load(name)).With(settings);
        }
        catch (InputException e) when (e is not ConfigException)
        {
            throw new ConfigException(ConfigOrigin.Of(preset), "model.preset", e.Message, e);
        }
    }
}
