using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.CheckpointIo;

/// <summary>Op <c>load_checkpoint</c>: a fresh model is filled from a directory by SAT's rules, or refused.</summary>
internal static class SatLoadReplay
{
    public static void Replay(ParityCase parity, JObject run, ParityRecorder recorder)
    {
        using var directory = SatLoadDirectory.Prepare(parity, run["load"] as JObject ?? []);
        using var model = Model(parity, run);
        var (result, error) = Load(model, directory.Path, run);
        var recorded = run["expect_json"] as JObject ?? [];
        if (recorded["error"] is JObject refusal)
        {
            CompareRefusal(run, refusal, error, (string?)parity.Json["config"]?["model_class"], recorder);
            return;
        }

        if (error is not null)
        {
            throw error;
        }

        if (result is not null && (string?)run["args"]?["mode"] == "pretrain" && (bool?)run["args"]?["no_load_rng"] != true)
        {
            throw new ParityUnsupportedException("random states of a checkpoint (args without no_load_rng)");
        }

        foreach (var (name, value) in recorded)
        {
            recorder.Value(name, name, value, Fact(name, parity, run, model, result!));
        }
    }

    private static JToken Fact(string name, ParityCase parity, JObject run, BaseModel model, SatLoadResult result) => name switch
    {
        "returned_iteration" => result.Iteration,
        "loaded_equal" => IsEqual(parity, run, model),
        _ when name.StartsWith("reinit_calls_on_", StringComparison.Ordinal) => model.Get<HeadMixin>(name["reinit_calls_on_".Length..]).Reinitialized,
        _ => throw new ParityUnsupportedException($"'{name}' in expect_json"),
    };

    private static BaseModel Model(ParityCase parity, JObject run)
    {
        var model = new BaseModel(SatPlainModel.Transformer(parity, run["model_args"]));
        var builtIn = new BuiltInMixins(new HookTrace());
        foreach (var mixin in (parity.Json["config"]?["mixins"] ?? new JArray()).Concat(run["mixins"] ?? new JArray()))
        {
            SatPlainModel.Add(model, mixin, builtIn);
        }

        return model;
    }

    private static (SatLoadResult? Result, InputException? Error) Load(BaseModel model, string path, JObject run)
    {
        ParityOptions.RequireKnown(run["args"], "args", "mode", "force_train", "force_inference", "no_load_rng");
        using var fresh = new NoiseSource(0, "init");
        var options = new SatLoadOptions
        {
            Mode = (string?)run["args"]?["mode"] switch
            {
                "inference" or null => SatLoadMode.Inference,
                "finetune" => SatLoadMode.Finetune,
                "pretrain" => SatLoadMode.Pretrain,
                var other => throw new ParityUnsupportedException($"the mode '{other}'"),
            },
            ForceTrain = (bool?)run["args"]?["force_train"] ?? false,
            ForceInference = (bool?)run["args"]?["force_inference"] ?? false,
            Prefix = (string?)run["load"]?["key_prefix"] ?? string.Empty,
            Dtype = ScalarType.Float32,
            Fresh = fresh,
        };
        try
        {
            return (SatCheckpoint.Load(model, path, options), null);
        }
        catch (InputException error)
        {
            return (null, error);
        }
    }

    private static void CompareRefusal(JObject run, JObject recorded, InputException? error, string? modelClass, ParityRecorder recorder)
    {
        recorder.Require("error", error is not null, $"it loads, but '{(string?)recorded["message"] ?? (string?)recorded["type"]}' is recorded");
        if (error is null || recorded["message"] is null or { Type: JTokenType.Null })
        {
            return;
        }

        var text = error is SatLoadException refusal ? SatLoadText.Of(refusal, run, modelClass ?? "BaseModel") : error.Message;
        if ((bool?)run["documented_difference"] == true && text != (string?)recorded["message"])
        {
            recorder.Difference($"refused as: {error.Message}");
            return;
        }

        recorder.Value("error", "message", recorded["message"], text);
    }

    // The model's weights are those of the file that the checkpoint was made of.
    private static bool IsEqual(ParityCase parity, JObject run, BaseModel model)
    {
        using var scope = NewDisposeScope();
        using var source = parity.Weights((string?)run["load"]?["module_from"] ?? (string)parity.Json["weights"]!["file"]!);
        return model.NamedWeights().All(weight => source.Entries.ContainsKey(weight.Name)
            && source.Read(weight.Name).to(weight.Weight.Value.dtype).equal(weight.Weight.Value).all().item<bool>());
    }
}
