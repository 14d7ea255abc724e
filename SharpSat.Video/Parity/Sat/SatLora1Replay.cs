using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>lora1</c> of the SAT suite: a plain backbone with mixins that have weights, such as the older LoRA.</summary>
internal sealed class SatLora1Replay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "forward")
        {
            throw ParityOptions.UnknownOp(run);
        }

        ParityOptions.RequireKnown(
            run, "a run", "name", "op", "mode", "model_args", "activation_func", "layernorm", "inputs", "kwargs", "output_hidden_states", "grad",
            "draws", "draw_kinds", "expect", "expect_json", "documented_difference");
        using var model = Model(run, recorder);
        using var pass = SatPass.Of(parity, run, hiddenStates: run["expect"]?["hidden"] is JArray);
        var gradients = SatGradient.Prepare(run, pass.Named);
        var logits = pass.Run(model);
        foreach (var (recorded, bag) in (run["expect"]?["hidden"] ?? new JArray()).Zip(pass.Context.LayerOutputs))
        {
            recorder.Tensor("hidden", recorded, bag.Get(ForwardContext.HiddenStates));
        }

        recorder.Tensor("logits", run["expect"]?["logits"], logits);
        pass.RequireAllDrawsUsed(recorder);
        if (gradients)
        {
            recorder.Tensor("loss", run["expect"]?["loss"], SatGradient.Backward(run, logits).reshape(1));
            SatGradient.Compare(run, pass.Named, name => SatGradient.Of(model, name), recorder);
        }

        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            Compare(name, recorded!, model, recorder);
        }
    }

    public void Dispose()
    {
    }

    private BaseModel Model(JObject run, ParityRecorder recorder)
    {
        var model = new BaseModel(SatPlainModel.Transformer(parity, run["model_args"], (string?)run["activation_func"], (string?)run["layernorm"]));
        var builtIn = new BuiltInMixins(new HookTrace());
        foreach (var mixin in parity.Json["config"]!["mixins"] ?? new JArray())
        {
            SatPlainModel.Add(model, mixin, builtIn);
        }

        using var all = parity.Weights((string)parity.Json["weights"]!["file"]!);
        using var own = new PrefixedWeights(all, (string?)parity.Json["weights"]!["prefix"] ?? string.Empty, leaveOpen: true);
        SatPlainModel.Load(model, own, recorder);
        return model;
    }

    private static void Compare(string name, JToken recorded, BaseModel model, ParityRecorder recorder)
    {
        switch (name)
        {
            case "hook_origins":
                recorder.Value("hook_origins", name, recorded, JObject.FromObject(model.Hooks.Describe().ToDictionary(d => d.Hook, d => d.Origins)));
                break;
            case "state_dict_keys":
                SatStateDictionary.Compare((JArray)recorded, model.NamedWeights().Select(weight => weight.Name), recorder);
                break;
            default:
                throw new ParityUnsupportedException($"'{name}' in expect_json");
        }
    }
}
