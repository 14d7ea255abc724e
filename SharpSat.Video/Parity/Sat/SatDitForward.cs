using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>One recorded forward (and backward) of a transformer.</summary>
/// <param name="parity">The case.</param>
/// <param name="network">The transformer, its weights loaded.</param>
/// <param name="weightOf">Finds a weight by its recorded name; null takes the network's own names.</param>
internal sealed class SatDitForward(ParityCase parity, CogVideoXTransformer network, Func<string, Weight?>? weightOf = null)
{
    private static readonly ContextKey<Tensor> Embedded = new("embedded", "the probe mixin");

    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["inputs"], "inputs", "x", "timesteps", "context");
        ParityOptions.RequireKnown(run["kwargs"], "kwargs", "ofs", "concat_images");
        ParityOptions.RequireKnown(run["expect"], "expect", "y", "loss", "time_embed", "emb", "patch_embed", "hidden", "input_grads", "param_grads");
        using var scope = NewDisposeScope();
        var inputs = new[] { "x", "timesteps", "context" }.ToDictionary(name => name, name => parity.RequiredLeaf(run["inputs"], name));
        var watched = ((run["grad"] as JObject)?["inputs"]?.Values<string>() ?? []).ToList();
        foreach (var name in watched)
        {
            (inputs.GetValueOrDefault(name!) ?? throw new ParityUnsupportedException($"the gradient of the input '{name}'")).requires_grad = true;
        }

        var conditioning = new Conditioning
        {
            Text_BSE = inputs["context"],
            Concat_BTCHW = parity.Leaf((run["kwargs"] as JObject)?["concat_images"]),
            Ofs_B = parity.Leaf((run["kwargs"] as JObject)?["ofs"]),
        };
        var context = new ForwardContext { OutputHiddenStates = true, Training = network.training };
        network.Add("parity_probe", new Probe());
        var y = network.Predict(inputs["x"], inputs["timesteps"], conditioning, context);
        network.Remove("parity_probe");
        var expect = run["expect"] as JObject;
        recorder.Tensor("time_embed", expect?["time_embed"], network.EmbedTimestep(inputs["timesteps"]));
        recorder.Tensor("emb", expect?["emb"], network.EmbedTime(inputs["timesteps"], conditioning.Ofs_B));
        using var embedded = context.Get(Embedded);
        recorder.Tensor("patch_embed", expect?["patch_embed"], embedded);
        Hidden(expect?["hidden"] as JArray ?? [], context, recorder);
        recorder.Tensor("y", expect?["y"], y);
        var loss = y.square().mean();
        recorder.Tensor("loss", expect?["loss"], loss.reshape(1));
        if (run["grad"] is JObject grad)
        {
            Gradients(grad, expect, inputs, y, loss, recorder);
        }
    }

    private static void Hidden(JArray recorded, ForwardContext context, ParityRecorder recorder)
    {
        if (recorded.Count > 0)
        {
            recorder.Require("layers", recorded.Count == context.LayerOutputs.Count, $"{context.LayerOutputs.Count} layers, recorded {recorded.Count}");
            foreach (var (name, bag) in recorded.Zip(context.LayerOutputs))
            {
                recorder.Tensor("hidden", name, bag.Get(ForwardContext.HiddenStates));
            }
        }
    }

    private void Gradients(JObject grad, JToken? expect, Dictionary<string, Tensor> inputs, Tensor y, Tensor loss, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(grad, "grad", "of", "inputs", "params");
        var of = (string?)grad["of"] switch
        {
            "mean(y^2)" or "loss" => loss,
            "y" => y.mean(),
            var other => throw new ParityUnsupportedException($"the gradient of '{other}'"),
        };
        of.backward();
        foreach (var (name, recorded) in expect?["input_grads"] as JObject ?? [])
        {
            recorder.Tensor("input_grads", recorded, inputs[name].grad ?? zeros_like(inputs[name]));
        }

        var weights = network.NamedWeights().ToDictionary(w => w.Name, w => w.Weight);
        var find = weightOf ?? weights.GetValueOrDefault;
        foreach (var (name, recorded) in expect?["param_grads"] as JObject ?? [])
        {
            if (find(name)?.Value.grad is { } gradient)
            {
                recorder.Tensor("param_grads", recorded, gradient);
            }
            else
            {
                recorder.Fail("param_grads", $"'{name}' got no gradient");
            }
        }
    }

    /// <summary>Keeps what the blocks start from.</summary>
    private sealed class Probe : IModelMixin
    {
        public void Configure(HookBuilder hooks) => hooks.Wrap(TransformerHooks.WordEmbeddingForward, (args, context, next) =>
        {
            var y = next(args, context);
            context.Set(Embedded, y.detach().clone().DetachFromDisposeScope());
            return y;
        });
    }
}
