using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using TorchSharp;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>The sizes of the models that mixins are measured in, and what a mixin's params require of them.</summary>
internal static class MixinSizes
{
    public const int Width = 256;
    public const int Heads = 4;
    public const int Layers = 4;
    public const int TimeWidth = 128;
    public const int TextWidth = 64;
    public const int Text = 32;
    public const int Channels = 16;
    private const int Rank = 16;

    /// <summary>Patches of a sample; with the text 288 tokens.</summary>
    public static PatchGrid Grid { get; } = new(4, 8, 8);

    public static PatchSize Patch { get; } = new(1, 2, 2);

    /// <summary>Shape of a sample's latents [B, T, C, H, W].</summary>
    public static long[] Latents(int batch) => [batch, Grid.T * Patch.Time, Channels, Grid.H * Patch.Height, Grid.W * Patch.Width];

    /// <summary>A plain transformer of these sizes, with an embedding of words.</summary>
    public static TransformerConfig Backbone { get; } = new() { NumLayers = Layers, HiddenSize = Width, NumAttentionHeads = Heads, VocabSize = 64 };

    // What members are called in the configs of SharpSat's own mixins, and what a plugin may call its own.
    private static readonly JObject Known = new()
    {
        ["hidden_size"] = Width,
        ["inner_hidden_size"] = 4 * Width,
        ["num_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["head_size"] = Width / Heads,
        ["time_embed_dim"] = TimeWidth,
        ["text_hidden_size"] = TextWidth,
        ["text_length"] = Text,
        ["in_channels"] = Channels,
        ["out_channels"] = Channels,
        ["patch_size"] = new JObject { ["time"] = Patch.Time, ["height"] = Patch.Height, ["width"] = Patch.Width },
        ["grid"] = new JObject { ["t"] = Grid.T, ["h"] = Grid.H, ["w"] = Grid.W },
        ["rank"] = Rank,
    };

    /// <summary>Default params: what a record requires, as far as it is a size known here; the binder names what is missing.</summary>
    public static JObject ParamsOf(Type record)
    {
        var required = RecordShape.Of(record).Members.Where(m => m.IsRequired && Known.ContainsKey(m.JsonName));
        return new JObject(required.Select(m => new JProperty(m.JsonName, Known[m.JsonName]!.DeepClone())));
    }
}
