using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Parity.Sat.Lora;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>lora2</c> of the SAT suite: the transformer with SAT's LoRA on it, or what is left when that is merged.</summary>
internal sealed class SatLora2Replay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(
            run, "a run", "name", "op", "mode", "config", "weights", "state_of", "zero_parameters", "inputs", "kwargs", "grad", "expect", "expect_json",
            "documented_difference");
        using var model = SatLoraModel.Build(parity, (string)run["config"]!);
        switch ((string?)run["op"])
        {
            case "forward":
                model.Load(parity, run);
                Forward(model, run, recorder);
                break;
            case "lora_delta":
                model.Load(parity, run);
                Deltas(model, run, recorder);
                break;
            case "merge_lora":
                model.Load(parity, run);
                Merge(model, run, recorder);
                break;
            case "load":
                Names(model, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }

        SatLoraFacts.Compare(model, run, recorder);
    }

    public void Dispose()
    {
    }

    private void Forward(SatLoraModel model, JObject run, ParityRecorder recorder)
    {
        model.Network.train((string?)run["mode"] == "train");
        new SatDitForward(parity, model.Network, model.State.Weights.GetValueOrDefault).Replay(run, recorder);
    }

    private static void Deltas(SatLoraModel model, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "delta_weights");
        foreach (var (site, recorded) in run["expect"]?["delta_weights"] as JObject ?? [])
        {
            var factors = model.Lora?.Factors.FirstOrDefault(f => f.Site.Path == site) ?? throw new ParityUnsupportedException($"the update of '{site}', which has no adapter");
            using var delta = factors.WeightChange(model.Lora!.Scale);
            recorder.Tensor("delta_weights", recorded, delta);
        }
    }

    private void Merge(SatLoraModel model, JObject run, ParityRecorder recorder)
    {
        LoraMerge.Into(model.Lora ?? throw new ParityUnsupportedException("merge_lora without a LoRA"));
        var expect = (JObject)run["expect"]!.DeepClone();
        foreach (var (name, recorded) in expect["parameters"] as JObject ?? [])
        {
            recorder.Tensor("merged_weights", recorded, model.State.Weights[name].Value);
        }

        expect.Remove("parameters");
        var rest = (JObject)run.DeepClone();
        rest["expect"] = expect;
        Forward(model, rest, recorder);
    }

    private void Names(SatLoraModel model, JObject run, ParityRecorder recorder)
    {
        using var other = SatLoraModel.Build(parity, (string)run["state_of"]!);
        var names = other.State.Weights.Keys.ToHashSet(StringComparer.Ordinal);
        ParityOptions.RequireKnown(run["expect_json"], "expect_json", "missing", "unexpected");
        recorder.Value("missing", "missing", Sorted(run["expect_json"]?["missing"]), Sorted(new JArray(model.State.Missing(names))));
        recorder.Value("unexpected", "unexpected", Sorted(run["expect_json"]?["unexpected"]), Sorted(new JArray(model.State.Unexpected(names))));
    }

    private static JArray Sorted(JToken? names) => new((names ?? new JArray()).Select(name => (string)name!).Order(StringComparer.Ordinal));
}
