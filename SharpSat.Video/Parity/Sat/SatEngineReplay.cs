using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Video.Engine;
using SharpSat.Video.Parity.Sat.Engine;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>engine</c> of the SAT suite: training steps, sampling and decoding of the whole engine.</summary>
internal sealed class SatEngineReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        var (model, engine) = SatEngineBuilder.Build(parity, run["overrides"]);
        using var owned = engine;
        engine.train((string?)run["mode"] == "train");
        switch ((string?)run["op"])
        {
            case "tokenize":
                Tokenize(engine, run, recorder);
                break;
            case "shared_step":
                new SatEngineTraining(parity, model, engine).SharedStep(run, recorder);
                break;
            case "train":
                new SatEngineTraining(parity, model, engine).Train(run, recorder);
                break;
            case "sample":
                new SatEngineSampling(parity, model, engine).Sample(run, recorder);
                break;
            case "decode":
                Decode(engine, run, recorder);
                break;
            case "optimizer_groups":
                OptimizerGroups(engine, run, recorder);
                break;
            case "state_dict":
                StateDict(engine, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    private static void Tokenize(VideoDiffusionEngine engine, JObject run, ParityRecorder recorder)
    {
        var tokenizer = ((T5TextEncoder)engine.Conditioner.Encoder).Tokenizer;
        var ids = tokenizer.Encode(ParityLeaves.Texts(run["inputs"]!["txt"]), (int)run["inputs"]!["max_length"]!, CPU);
        recorder.Tensor("input_ids", run["expect"]!["input_ids"], ids);
    }

    private void Decode(VideoDiffusionEngine engine, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["inputs"], "inputs", "latent_btchw", "z_bcthw");
        ParityOptions.RequireKnown(run["expect"], "expect", "x_bcthw", "frames_uint8_bthwc");
        using var guard = no_grad();
        var latents = parity.Leaf(run["inputs"]!["latent_btchw"]) ?? parity.RequiredLeaf(run["inputs"], "z_bcthw").permute(0, 2, 1, 3, 4);
        recorder.Tensor("video", run["expect"]!["x_bcthw"], engine.Latents.Decode(latents).permute(0, 2, 1, 3, 4));
        recorder.Tensor("frames", run["expect"]!["frames_uint8_bthwc"], engine.Latents.DecodeFrames(latents));
    }

    private void OptimizerGroups(VideoDiffusionEngine engine, JObject run, ParityRecorder recorder)
    {
        var groups = ParameterGroups.Build(engine, (double)parity.Json["optimizer"]!["weight_decay"]!, (double?)parity.Json["optimizer"]!["groups"]?["lr_scale"] ?? 1);
        recorder.Value("optimizer_groups", "groups", Sorted(run["expect_json"]!["groups"]!), new JArray(groups.Select(group => new JObject
        {
            ["weight_decay"] = group.WeightDecay,
            ["lr_scale"] = group.LearningRateMultiplier,
            ["params"] = new JArray(group.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal)),
        })));
    }

    // The order of the parameters in a group has no meaning.
    private static JToken Sorted(JToken groups)
    {
        var copy = groups.DeepClone();
        foreach (var group in copy.OfType<JObject>())
        {
            group["params"] = new JArray(group["params"]!.Values<string>().Order(StringComparer.Ordinal));
        }

        return copy;
    }

    private static void StateDict(VideoDiffusionEngine engine, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect_json"], "expect_json", "prefix_counts", "contains");

        // T5's embedding table stands in SAT's state dict under two names.
        var names = engine.NamedWeights().Select(w => w.Name).Append(VideoDiffusionEngine.TextEncoderPrefix + "encoder.embed_tokens.weight").ToHashSet(StringComparer.Ordinal);
        var lost = (run["expect_json"]!["contains"] ?? new JArray()).Values<string>().Where(name => !names.Contains(name!)).ToList();
        recorder.Require("state_dict_names", lost.Count == 0, $"there is no weight {string.Join(", ", lost)}");
        if (run["expect_json"]!["prefix_counts"] is JObject counts)
        {
            var own = names.GroupBy(name => name.Split('.')[0]).ToDictionary(group => group.Key, group => group.Count());
            recorder.Value("state_dict_counts", "prefix_counts", counts, new JObject(counts.Properties().Select(p => p.Name).Union(own.Keys).Select(key => new JProperty(key, own.GetValueOrDefault(key)))));
        }
    }
}
