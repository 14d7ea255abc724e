using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>lora</c> of the diffusers suite: adapters on a transformer, scaled, together, merged.</summary>
internal sealed class DiffusersLoraReplay(ParityCase parity) : IParityReplay
{
    private const string WeightPrefix = "weights.";

    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var guard = no_grad();
        if ((string?)run["op"] != "forward_with_adapters")
        {
            throw ParityOptions.UnknownOp(run);
        }

        CheckOptions(run);
        using var network = RecordedTransformer.Load(parity);
        var plugged = ((JArray?)run["adapters"] ?? []).Select((entry, i) => Plug(network, (JObject)entry, (string?)run["alpha_rule"], $"adapter_{i}")).ToList();
        Scaling(run, plugged, recorder);
        if ((bool?)run["fuse"] == true)
        {
            plugged.ForEach(p => LoraMerge.Into(p.Lora, (double?)run["fuse_scale"] ?? 1));
        }

        Weights(run, network, recorder);
        plugged.ForEach(p => p.Lora.Scale *= (double?)run["call_scale"] ?? 1);
        var inputs = run["inputs"]!;
        var x_BTCHW = parity.RequiredLeaf(inputs, "hidden_states");
        var sample = network.Predict(x_BTCHW, parity.RequiredLeaf(inputs, "timestep"), new Conditioning
        {
            Text_BSE = parity.RequiredLeaf(inputs, "encoder_hidden_states"),
            Ofs_B = parity.Leaf(inputs["ofs"]),
            Rotary = RecordedTransformer.Rotary(parity, network, inputs, x_BTCHW),
        });
        recorder.Tensor("sample", run["expect"]?["sample"], sample);
        plugged.ForEach(p => p.Adapter.Dispose());
    }

    public void Dispose()
    {
    }

    private static void CheckOptions(JObject run)
    {
        ParityOptions.RequireKnown(
            run, "a run", "name", "op", "adapters", "alpha_rule", "call_scale", "fuse", "fuse_scale", "args", "inputs", "draws", "expect", "expect_values");
        ParityOptions.RequireKnown(run["args"], "args");
        ParityOptions.RequireKnown(run["inputs"], "inputs", "hidden_states", "encoder_hidden_states", "timestep", "rotary_cos", "rotary_sin", "ofs");
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "scaling", "changed_weights");
        foreach (var name in (run["expect"] as JObject ?? []).Properties().Select(p => p.Name).Where(name => name != "sample" && !name.StartsWith(WeightPrefix, StringComparison.Ordinal)))
        {
            throw new ParityUnsupportedException($"'{name}' in expect");
        }
    }

    private Plugged Plug(CogVideoXTransformer network, JObject entry, string? rule, string name)
    {
        ParityOptions.RequireKnown(entry, "adapters", "file", "scale", "alpha");
        var file = (string?)entry["file"] ?? throw new ParityUnsupportedException("an adapter without a file");
        var adapter = LoraFiles.Open(parity.PathOf(file), Rule(rule, (double?)entry["alpha"]));
        var load = LoraAttachment.Attach(network, name, adapter, (double?)entry["scale"] ?? 1);
        return new Plugged(adapter, load.Lora);
    }

    // With first_rank the number is recorded as well.
    private static LoraAlpha Rule(string? rule, double? alpha) => (rule, alpha) switch
    {
        ("own_rank", _) => LoraAlpha.OwnRank,
        ("metadata", _) => LoraAlpha.Metadata,
        ("given" or "first_rank", { } number) => LoraAlpha.Given(number),
        ("first_rank", null) => LoraAlpha.FirstRank,
        _ => throw new ParityUnsupportedException($"the alpha rule '{rule}'"),
    };

    private static void Scaling(JObject run, List<Plugged> plugged, ParityRecorder recorder)
    {
        if (run["expect_values"]?["scaling"] is null)
        {
            return;
        }

        var only = plugged is [var one] ? one : throw new ParityUnsupportedException($"the scaling of {plugged.Count} adapters");
        var scaling = only.Adapter.Pairs.Select(pair => new JProperty(DiffusersLoraFormat.ModuleOf(pair), pair.Scaling * only.Lora.Scale));
        recorder.Value("scaling", run, "scaling", new JObject(scaling));
    }

    private void Weights(JObject run, CogVideoXTransformer network, ParityRecorder recorder)
    {
        using var actual = RecordedTransformer.InDiffusersNames(network, weight => weight.Value);
        foreach (var (name, reference) in run["expect"] as JObject ?? [])
        {
            if (name.StartsWith(WeightPrefix, StringComparison.Ordinal))
            {
                using var weight = actual.Read(name[WeightPrefix.Length..]);
                recorder.Tensor("weights", reference, weight);
            }
        }

        using var stored = WeightFiles.Open(RecordedTransformer.Folder(parity));
        recorder.Value("changed_weights", run, "changed_weights", stored.Entries.Keys.Count(name => Differs(stored, actual, name)));
    }

    private static bool Differs(IWeightSource stored, IWeightSource actual, string name)
    {
        using var scope = NewDisposeScope();
        return !stored.Read(name).equal(actual.Read(name)).all().item<bool>();
    }

    private sealed record Plugged(LoraAdapter Adapter, LoraMixin Lora);
}
