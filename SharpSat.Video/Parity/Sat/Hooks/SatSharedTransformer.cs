using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>
/// Op <c>shared_transformer</c>: several models over one transformer. SAT leaves the hooks of the model that ran last on the
/// transformer, so that a direct call uses them; here a direct call uses none.
/// </summary>
internal static class SatSharedTransformer
{
    public static void Replay(ParityCase parity, JObject run, Func<BaseTransformer> newTransformer, ParityRecorder recorder)
    {
        var trace = new HookTrace();
        var mixins = new BuiltInMixins(trace);
        var models = new Dictionary<string, BaseModel>(StringComparer.Ordinal);
        foreach (var node in run["models"] ?? new JArray())
        {
            var transformer = (string?)node["transformer_of"] is { } owner ? models[owner].Transformer : newTransformer();
            var model = BuiltInModels.Create((string?)node["model_class"], transformer, trace);
            foreach (var mixin in node["mixins"] ?? new JArray())
            {
                SatPlainModel.Add(model, mixin, mixins);
            }

            SatPlainModel.Initialize(model);
            models[(string)node["name"]!] = model;
        }

        foreach (var call in run["calls"] ?? new JArray())
        {
            trace.Clear();
            Call(parity, run, call, models[(string)call["model"]!], trace, recorder);
        }

        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            recorder.Value("sharing", name, recorded, name switch
            {
                "same_transformer" => models.Values.All(model => model.Transformer == models.Values.First().Transformer),
                "model2_state_dict_has_transformer" => HasTransformer(models.Values.ElementAtOrDefault(1)),
                _ => throw new ParityUnsupportedException($"'{name}' in expect_json"),
            });
        }

        // Each once: disposing the models would dispose what they share several times.
        models.Values.Select(model => model.Transformer).Distinct().ToList().ForEach(transformer => transformer.Dispose());
    }

    private static void Call(ParityCase parity, JObject run, JToken call, BaseModel model, HookTrace trace, ParityRecorder recorder)
    {
        using var scope = NewDisposeScope();
        using var pass = SatPass.Of(parity, run);
        var left = ((JArray?)call["expect_json"]?["transformer_hooks"])?.Count ?? 0;
        if ((bool?)call["call_transformer_directly"] != true)
        {
            recorder.Tensor("output", call["expect"]?["output"], pass.Run(model));
            recorder.Value("hooks", "transformer_hooks", call["expect_json"]?["transformer_hooks"], new JArray(model.Hooks.Points.Select(point => point.Name)));
            recorder.Value("trace", "trace", call["expect_json"]?["trace"], new JArray(trace.Lines));
            return;
        }

        var y = model.Transformer.Forward(pass.Inputs, pass.Context);
        if (left == 0)
        {
            recorder.Tensor("output", call["expect"]?["output"], y);
            recorder.Value("trace", "trace", call["expect_json"]?["trace"], new JArray(trace.Lines));
            return;
        }

        recorder.Difference("a transformer that is called directly runs no model's hooks; SAT's runs those of the model that ran last");
        var plain = new BaseModel(model.Transformer);
        var expected = plain.Forward(pass.Inputs, new ForwardContext());
        recorder.Require("direct_call", y.equal(expected).all().item<bool>() && trace.Lines.Count == 0, "a direct call ran a model's hooks");
    }

    private static bool HasTransformer(BaseModel? model) =>
        model?.NamedWeights().Any(weight => weight.Name.StartsWith("transformer.", StringComparison.Ordinal)) == true;
}
