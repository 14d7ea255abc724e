using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Configuration;

/// <summary>The config as a run directory keeps it: usable from any current directory.</summary>
public static class RecordedConfig
{
    private static readonly string[] Paths =
    [
        "model.preset", "model.weights", "model.autoencoder.weights", "model.text.weights", "model.text.tokenizer",
        "data.params.path", "data.params.sources[*].clips.params.path", "validation.data.params.path", "training.latent_cache", "sampling.prompts",
    ];

    /// <summary>A copy whose paths are absolute; <c>preset:</c> paths and names of shipped presets stay as they are.</summary>
    public static ConfigDocument Of(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var copy = ConfigDocument.From(document.Root);
        foreach (var path in Paths)
        {
            foreach (var value in copy.Root.SelectTokens(path).OfType<JValue>().Where(v => v.Type == JTokenType.String && !IsShipped(path, (string)v!)).ToList())
            {
                value.Value = Path.GetFullPath((string)value!);
            }
        }

        foreach (var plugin in (copy.Root["plugins"] as JArray ?? []).OfType<JValue>().Where(p => p.Type == JTokenType.String))
        {
            plugin.Value = Path.GetFullPath((string)plugin!, ConfigOrigin.Of(plugin)?.Directory ?? Path.GetFullPath("."));
        }

        return copy;
    }

    private static bool IsShipped(string path, string value) =>
        path == "model.preset" ? PresetCatalog.Has(value) : PresetCatalog.IsPresetPath(value);
}
