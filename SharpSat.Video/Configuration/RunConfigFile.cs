using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Diffusers;

namespace SharpSat.Video.Configuration;

/// <summary>Reads run configs, JSON or YAML, and the reference's own YAML: files merged left to right over their preset, then settings, then plugins, then the strict binding.</summary>
public static class RunConfigFile
{
    /// <summary>Reads and binds.</summary>
    /// <param name="paths">As for <see cref="Resolve"/>.</param>
    /// <param name="settings"><c>path=value</c> settings.</param>
    /// <param name="plugins">Plugins beside those that the files name, relative to the current directory; they join the document.</param>
    /// <returns>The config, and the resolved document for <c>config.json</c>.</returns>
    /// <exception cref="InputException">Something cannot be used; names file and line.</exception>
    public static (RunConfig Config, ConfigDocument Document) Load(
        IReadOnlyList<string> paths, IReadOnlyList<string>? settings = null, IReadOnlyList<string>? plugins = null)
    {
        var document = WithPlugins(Resolve(paths, settings), plugins ?? []);
        return (Bind(document), document);
    }

    /// <summary>Merges without binding or loading plugins.</summary>
    /// <param name="paths">Config files; a run directory stands for its <c>config.json</c>, a diffusers pipeline for what its files say, a preset's name for the preset.</param>
    /// <param name="settings"><c>path=value</c> settings.</param>
    /// <exception cref="InputException">A file, setting or preset cannot be used.</exception>
    public static ConfigDocument Resolve(IReadOnlyList<string> paths, IReadOnlyList<string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new InputException("No config is given; name a file or a preset.");
        }

        var files = ReferenceFiles.Translate([.. paths.Select(Open)]).Aggregate((under, over) => over.Over(under));
        return OverPreset(files, settings);
    }

    /// <summary>Loads the plugins that a resolved document names, then binds it.</summary>
    /// <exception cref="InputException">A plugin or value cannot be used; names file and line.</exception>
    public static RunConfig Bind(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        ConfigPlugins.Load(document);
        return document.Bind<RunConfig>();
    }

    private static ConfigDocument WithPlugins(ConfigDocument document, IReadOnlyList<string> plugins)
    {
        var named = document.Root["plugins"];
        if (plugins.Count == 0 || named is not (null or JArray or { Type: JTokenType.Null }))
        {
            return document;
        }

        var copy = ConfigDocument.From(document.Root);
        copy.Root["plugins"] = new JArray((copy.Root["plugins"] as JArray ?? []).Concat(plugins.Select(p => JToken.FromObject(Path.GetFullPath(p)))));
        return copy;
    }

    private static ConfigDocument Open(string path)
    {
        if (Directory.Exists(path))
        {
            if (DiffusersPipeline.Recognises(path))
            {
                return DiffusersPipeline.ToConfig(path);
            }

            var config = Path.Combine(path, "config.json");
            return File.Exists(config) ? ConfigDocument.Load(config) : throw new InputException(
                $"'{path}' is a folder that holds no config: neither config.json (a run) nor model_index.json (a diffusers pipeline). Name a config file or a preset; 'inspect weights' shows weights without one.");
        }

        // A bare word is meant as a preset, so that a misspelled one lists presets and not files.
        var isName = !File.Exists(path) && !Path.HasExtension(path) && path.IndexOfAny(['/', '\\']) < 0;
        return isName || PresetCatalog.Has(path) ? PresetCatalog.Load(path) : ConfigDocument.Load(path);
    }

    /// <summary>Lays a document over the preset that its <c>model.preset</c> names, if it names one.</summary>
    /// <param name="files">The document.</param>
    /// <param name="settings"><c>path=value</c> settings, laid over both.</param>
    /// <exception cref="InputException">The preset or a setting cannot be used.</exception>
    public static ConfigDocument OverPreset(ConfigDocument files, IReadOnlyList<string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        settings ??= [];

        // Settings go on last, so that they can reach into what the preset holds; but they may also name the preset.
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
