using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The two LoRA mixins of SAT (reference files sat/model/finetune/lora.py and lora2.py) from their nodes.</summary>
internal static class SatLora
{
    /// <summary>Whether a node names lora2.LoraMixin, as the <c>lora_config</c> of the reference's YAML does.</summary>
    public static bool IsLora2(JToken? node) => SatNode.ClassOf(node) == "LoraMixin";

    /// <summary>Whether a node names the older lora.LoRAMixin.</summary>
    public static bool IsLora1(JToken? node) => SatNode.ClassOf(node) == "LoRAMixin";

    /// <summary>The settings of a <see cref="LoraMixin"/>: r, lora_alpha (1 if not given, unlike everywhere else), lora_dropout, layers.</summary>
    /// <param name="node">A lora2.LoraMixin.</param>
    /// <param name="backbone">The backbone it is for.</param>
    /// <exception cref="InputException">An argument is not known or cannot be used.</exception>
    public static LoraParams Lora2(JToken node, TransformerConfig backbone)
    {
        SatNode.Expect(node, "LoraMixin");
        var given = new SatArguments((JObject)SatNode.Params(node), "the params of LoraMixin");
        if (given.Take("qlora", false))
        {
            throw given.Refusal("qlora", "is true, but 4-bit weights are not supported; leave it out.");
        }

        given.Skip("layer_num");
        var cross = given.Take("cross_attention", true);
        var layers = given.Take<int[]?>("layer_range", null) ?? [.. Enumerable.Range(0, given.Take("layer_num", backbone.NumLayers))];
        if (layers.Length == 0 || layers.Any(layer => layer < 0 || layer >= backbone.NumLayers))
        {
            throw given.Refusal("layer_range", $"must name layers from 0 to {backbone.NumLayers - 1}, at least one; it is [{string.Join(", ", layers)}].");
        }

        var p = new LoraParams
        {
            Rank = given.Require<int>("r"),
            Alpha = given.Take("lora_alpha", 1.0),
            Dropout = given.Take("lora_dropout", 0.0),
            Targets = [.. layers.SelectMany(layer => Targets(layer, cross && backbone.IsDecoderLayer(layer)))],
        };
        given.RequireAllUsed();
        return p;
    }

    /// <summary>The older mixin.</summary>
    /// <param name="node">A lora.LoRAMixin.</param>
    /// <param name="model">The model it is for.</param>
    /// <exception cref="InputException">An argument is not known, or does not fit the model.</exception>
    public static LoraV1Mixin Lora1(JToken node, BaseModel model)
    {
        SatNode.Expect(node, "LoRAMixin");
        var given = new SatArguments((JObject)SatNode.Params(node), "the params of LoRAMixin");
        var config = model.Transformer.Config;
        if (given.Require<int>("hidden_size") is var width && width != config.HiddenSize)
        {
            throw given.Refusal("hidden_size", $"is {width}; the model's is {config.HiddenSize}.");
        }

        if (given.Take("layer_num", 24) is var layers && layers != config.NumLayers)
        {
            throw given.Refusal("layer_num", $"is {layers}; the model has {config.NumLayers} layers.");
        }

        var p = new LoraV1Params
        {
            Rank = given.Require<int>("r"),
            Alpha = given.Take("lora_alpha", 1.0),
            Dropout = given.Take("lora_dropout", 0.0),
            Layers = given.Take<int[]?>("layer_range", null),
        };
        given.RequireAllUsed();
        return new LoraV1Mixin(p, model);
    }

    private static IEnumerable<string> Targets(int layer, bool cross)
    {
        string[] self = ["attention.dense", "attention.query_key_value"];
        string[] encoder = ["cross_attention.dense", "cross_attention.query", "cross_attention.key_value"];
        return (cross ? self.Concat(encoder) : self).Select(name => $"layers.{layer}.{name}");
    }
}
