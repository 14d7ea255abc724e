using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Tests.Golden;
using SharpSat.Video.Networks;
using SharpSat.Video.Parity.Sat.BuiltIn;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Networks;

/// <summary>Runs one recorded "forward" and compares everything it recorded.</summary>
internal static class GoldenForward
{
    private static readonly ContextKey<Tensor> Embedded = new("embedded", "the probe mixin");

    public static void Check(GoldenCase golden, CogVideoXTransformer network, JObject run, Func<string, Tensor?> gradientOf)
    {
        var inputs = run["inputs"]!;
        var x = golden.Tensor((string)inputs["x"]!);
        var text = golden.Tensor((string)inputs["context"]!);
        var timesteps = golden.Tensor((string)inputs["timesteps"]!);
        var wantsGradients = run["grad"] is JObject;
        x.requires_grad = wantsGradients;
        text.requires_grad = wantsGradients;
        network.Add("probe", new LambdaMixin(hooks => hooks.Wrap(TransformerHooks.WordEmbeddingForward, (a, c, next) =>
        {
            var y = next(a, c);
            c.Set(Embedded, y.clone().DetachFromDisposeScope());
            return y;
        })));
        var context = new ForwardContext { OutputHiddenStates = true };
        var ofs = Optional(golden, run["kwargs"]!["ofs"]);
        var conditioning = new Conditioning { Text_BSE = text, Concat_BTCHW = ImageFor(x, Optional(golden, run["kwargs"]!["concat_images"])), Ofs_B = ofs };
        var y = network.Predict(x, timesteps, conditioning, context);
        network.Remove("probe");

        var expect = run["expect"]!;
        golden.Compare((string)expect["y"]!, y);
        if ((string?)expect["emb"] is { } emb)
        {
            golden.Compare(emb, network.EmbedTime(timesteps, ofs));
            golden.Compare((string)expect["patch_embed"]!, context.Get(Embedded));
            foreach (var (name, bag) in expect["hidden"]!.Zip(context.LayerOutputs))
            {
                golden.Compare((string)name!, bag.Get(ForwardContext.HiddenStates));
            }
        }

        if (!wantsGradients)
        {
            return;
        }

        var loss = y.square().mean();
        golden.Compare((string)expect["loss"]!, loss.reshape(1));
        loss.backward();
        var gradients = new Dictionary<string, Tensor> { ["x"] = x.grad!, ["context"] = text.grad! };
        foreach (var (name, tensor) in (JObject)expect["input_grads"]!)
        {
            golden.Compare((string)tensor!, gradients[name]);
        }

        foreach (var (name, tensor) in (JObject)expect["param_grads"]!)
        {
            golden.Compare((string)tensor!, gradientOf(name) ?? throw new AssertionException($"{name} has no gradient"));
        }
    }

    private static Tensor? Optional(GoldenCase golden, JToken? name) => (string?)name is { } tensor ? golden.Tensor(tensor) : null;

    // An image given once serves both halves of a guided batch.
    private static Tensor? ImageFor(Tensor x_BTCHW, Tensor? image) =>
        image is null || image.size(0) == x_BTCHW.size(0) ? image : image.repeat([x_BTCHW.size(0) / image.size(0), 1, 1, 1, 1]);
}
