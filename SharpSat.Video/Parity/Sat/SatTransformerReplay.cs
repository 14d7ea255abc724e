using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Video.Parity.Sat.Backbone;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>transformer</c> of the SAT suite: plain backbones of every architecture option.</summary>
internal sealed class SatTransformerReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "forward")
        {
            throw ParityOptions.UnknownOp(run);
        }

        ParityOptions.RequireKnown(
            run, "a run", "name", "op", "mode", "model_args", "activation_func", "layernorm", "weights_prefix", "inputs", "kwargs",
            "output_hidden_states", "grad", "same_as", "draws", "draw_kinds", "expect", "expect_json", "documented_difference");
        if ((string?)run["same_as"] is { } other)
        {
            CompareWith(parity.Runs.First(r => (string?)r["name"] == other), run, recorder);
            return;
        }

        using var model = Model(run, run["model_args"], recorder);
        using var pass = SatPass.Of(parity, run);
        var gradients = SatGradient.Prepare(run, pass.Named);
        var logits = pass.Run(model);
        CompareOutputs(run["expect"], logits, pass.Context, recorder);
        pass.RequireAllDrawsUsed(recorder);
        if (gradients)
        {
            recorder.Tensor("loss", run["expect"]?["loss"], SatGradient.Backward(run, logits).reshape(1));
            SatGradient.Compare(run, pass.Named, name => SatGradient.Of(model, name), recorder);
        }

        CompareFacts(run, model, pass.Context, recorder);
    }

    public void Dispose()
    {
    }

    private static void CompareOutputs(JToken? expect, Tensor logits, ForwardContext context, ParityRecorder recorder)
    {
        foreach (var (recorded, bag) in (expect?["hidden"] ?? new JArray()).Zip(context.LayerOutputs))
        {
            recorder.Tensor("hidden", recorded, bag.Get(ForwardContext.HiddenStates));
        }

        recorder.Tensor("logits", expect?["logits"], logits);
    }

    private BaseModel Model(JObject run, JToken? args, ParityRecorder recorder)
    {
        var model = new BaseModel(SatPlainModel.Transformer(parity, args, (string?)run["activation_func"], (string?)run["layernorm"]));
        using var all = parity.Weights((string)parity.Json["weights"]!["file"]!);
        using var own = new PrefixedWeights(all, ((string?)parity.Json["weights"]!["prefix"] ?? string.Empty) + (string?)run["weights_prefix"], leaveOpen: true);
        SatPlainModel.Load(model, own, recorder);
        return model;
    }

    // The options of this run change how it is computed, not what: both sides run the other run's inputs, in this run's mode.
    private void CompareWith(JObject other, JObject run, ParityRecorder recorder)
    {
        using var model = Model(run, run["model_args"], recorder);
        using var plain = Model(other, other["model_args"], recorder);
        var mode = (string?)run["mode"];
        using var pass = SatPass.Of(parity, run, mode: mode);
        using var plainPass = SatPass.Of(parity, other, pass.Context.OutputHiddenStates, mode);
        var gradients = SatGradient.Prepare(run, pass.Named);
        SatGradient.Prepare(run, plainPass.Named);
        var (logits, expected) = (pass.Run(model), plainPass.Run(plain));
        CompareOutputs(other["expect"], logits, pass.Context, recorder);
        var same = logits.equal(expected).all().item<bool>();
        foreach (var (ours, theirs) in pass.Context.LayerOutputs.Zip(plainPass.Context.LayerOutputs))
        {
            same &= !pass.Context.OutputHiddenStates || ours.Get(ForwardContext.HiddenStates).equal(theirs.Get(ForwardContext.HiddenStates)).all().item<bool>();
        }

        recorder.Value("equal_output", "equal_output", run["expect_json"]?["equal_output"] ?? true, same);
        if (gradients)
        {
            SatGradient.Backward(run, logits);
            SatGradient.Backward(run, expected);
            foreach (var name in (run["grad"]!["inputs"] ?? new JArray()).Select(token => (string)token!))
            {
                recorder.Compare("input_grads", $"{(string?)run["name"]}.out.grad.{name}", plainPass.Named[name].grad!, pass.Named[name].grad!);
            }

            foreach (var name in (run["grad"]!["params"] ?? new JArray()).Select(token => (string)token!))
            {
                recorder.Compare("param_grads", $"{(string?)run["name"]}.out.grad.{name}", SatGradient.Of(plain, name), SatGradient.Of(model, name));
            }
        }
    }

    private void CompareFacts(JObject run, BaseModel model, ForwardContext context, ParityRecorder recorder)
    {
        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            recorder.Value("layer_outputs", name, recorded, name switch
            {
                "output_list_len" => 1 + context.LayerOutputs.Count,
                "output_keys_per_layer" => SatLayerOutputs.Keys(context),
                "output_keys_per_layer_without_hidden_states" => KeysWithoutHiddenStates(run, model),
                _ => throw new ParityUnsupportedException($"'{name}' in expect_json"),
            });
        }
    }

    private JArray KeysWithoutHiddenStates(JObject run, BaseModel model)
    {
        using var scope = NewDisposeScope();
        using var pass = SatPass.Of(parity, run, hiddenStates: false);
        using (no_grad())
        {
            pass.Run(model);
        }

        return SatLayerOutputs.Keys(pass.Context);
    }
}
