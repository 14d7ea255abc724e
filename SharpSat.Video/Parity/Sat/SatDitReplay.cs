using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>dit</c> of the SAT suite: the transformer alone.</summary>
internal sealed class SatDitReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var network = new CogVideoXTransformer(SatNetwork.Transformer(parity.Json["config"]!));
        switch ((string?)run["op"])
        {
            case "forward":
                Load(network, recorder);
                network.train((string?)run["mode"] == "train");
                new SatDitForward(parity, network).Replay(run, recorder);
                break;
            case "constants":
                Constants(network, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    private void Load(CogVideoXTransformer network, ParityRecorder recorder)
    {
        var weights = parity.Json["weights"];
        using var source = new PrefixedWeights(parity.Weights((string)weights!["file"]!), (string?)weights["prefix"] ?? string.Empty);
        var report = WeightLoader.Load(network, source, new WeightLoadOptions { Dtype = ScalarType.Float32 });
        recorder.Require("weights", report.Unexpected.Count == 0, $"the network has no {string.Join(", ", report.Unexpected.Take(3))}");
    }

    private static void Constants(CogVideoXTransformer network, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect_json"], "expect_json", "hook_origins", "mixins", "state_dict_keys");
        ParityOptions.RequireKnown(run["expect"], "expect", "pos_embedding", "rope.freqs_cos", "rope.freqs_sin");
        if (run["expect_json"]?["hook_origins"] is JObject origins)
        {
            recorder.Value("hook_origins", "hook_origins", origins, new JObject(network.Hooks.Describe().Select(d => new JProperty(d.Hook, d.Origins))));
        }

        if (run["expect_json"]?["mixins"] is JArray mixins)
        {
            recorder.Value("mixins", "mixins", mixins, new JArray(network.MixinNames));
        }

        if (run["expect_json"]?["state_dict_keys"] is JArray keys)
        {
            var names = network.NamedWeights().Select(w => w.Name).Order(StringComparer.Ordinal);
            recorder.Value("state_dict_keys", "state_dict_keys", new JArray(keys.Values<string>().Order(StringComparer.Ordinal)), new JArray(names));
        }

        Tables(network, run["expect"], recorder);
    }

    private static void Tables(CogVideoXTransformer network, JToken? expect, ParityRecorder recorder)
    {
        if (!ParityLeaves.IsNone(expect?["pos_embedding"]))
        {
            using var unused = new NoiseSource(0, "init");
            network.Materialize(unused, ScalarType.Float32, CPU);
            recorder.Tensor("position_table", expect!["pos_embedding"], network.NamedWeights().Single(w => w.Name == "mixins.pos_embed.pos_embedding").Weight.Value);
        }

        foreach (var (cosines, sines) in network.Mixins.OfType<Rotary3DMixin>().Select(rotary => rotary.Table()))
        {
            recorder.Tensor("rotary_table", expect?["rope.freqs_cos"], cosines);
            recorder.Tensor("rotary_table", expect?["rope.freqs_sin"], sines);
        }
    }
}
