using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Parity.Sat.BuiltIn;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>Builds what <c>{model_class, model_args, mixins}</c> describes.</summary>
internal static class SatPlainModel
{
    /// <summary>The backbone of a case, some of its arguments overridden by a run; its weights still without values.</summary>
    /// <exception cref="ParityUnsupportedException">An argument is not supported.</exception>
    public static BaseTransformer Transformer(ParityCase parity, JToken? overrides = null, string? activation = null, string? norm = null)
    {
        var args = (JObject)(parity.Json["config"]?["model_args"] ?? throw new ParityUnsupportedException("a case without config.model_args")).DeepClone();
        args.Merge(overrides as JObject ?? [], new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace, MergeNullValueHandling = MergeNullValueHandling.Merge });
        try
        {
            return new BaseTransformer(SatBackbone.Config(args, SatBackbone.ActivationOf(activation), SatBackbone.NormOf(norm)));
        }
        catch (InputException e)
        {
            throw new ParityUnsupportedException(e.Message);
        }
    }

    /// <summary>A mixin of a case: <c>{name, mixin: builtin...}</c> or <c>{name, target, params}</c>.</summary>
    /// <exception cref="ParityUnsupportedException">There is none of that name.</exception>
    public static void Add(BaseModel model, JToken node, BuiltInMixins builtIn)
    {
        ParityOptions.RequireKnown(node, "a mixin", "op", "name", "mixin", "target", "params", "reinit");
        var name = (string)node["name"]!;
        var mixin = (string?)node["mixin"] is { } target ? builtIn.Create(target, name, model.Transformer.Config.HiddenSize)
            : SatLora.IsLora1(node) ? SatLora.Lora1(node, model)
            : SatLora.IsLora2(node) ? new Mixins.LowRank.LoraMixin(SatLora.Lora2(node, model.Transformer.Config), model)
            : throw new ParityUnsupportedException($"the mixin '{(string?)node["target"]}'");
        model.Add(name, mixin, (bool?)node["reinit"] ?? false);
    }

    /// <summary>Fills every weight, and demands that the weights are all used.</summary>
    public static void Load(BaseModel model, IWeightSource source, ParityRecorder recorder)
    {
        var report = WeightLoader.Load(model, source, new WeightLoadOptions { Dtype = TorchSharp.torch.ScalarType.Float32 });
        if (report.Unexpected.Count > 0)
        {
            recorder.Fail("weights", $"the model has no place for {report.Unexpected.Count} recorded weights, first '{report.Unexpected[0]}'");
        }
    }

    /// <summary>Gives what has no value yet its initial one, as a Python constructor does.</summary>
    public static void Initialize(BaseModel model)
    {
        using var noise = new NoiseSource(0, "init");
        model.Materialize(noise, null, TorchSharp.torch.CPU);
    }
}
