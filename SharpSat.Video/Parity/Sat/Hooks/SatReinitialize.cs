using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>Op <c>reinit</c>: which mixins are told to start fresh when they are added, all of them, or by name.</summary>
internal static class SatReinitialize
{
    public static void Replay(JObject run, BaseTransformer transformer, ParityRecorder recorder)
    {
        var trace = new HookTrace();
        var mixins = new BuiltInMixins(trace);
        using var model = new BaseModel(transformer);
        var phases = new Dictionary<string, JArray>(StringComparer.Ordinal);
        foreach (var step in run["steps"] ?? new JArray())
        {
            trace.Clear();
            phases.TryAdd(Phase(step), []);
            Apply(model, step, mixins);
            foreach (var line in trace.Lines)
            {
                phases[Phase(step)].Add(line);
            }
        }

        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            recorder.Value("reinit", name, recorded, name == "parameter_keys" ? OwnKeys(model)
                : phases.GetValueOrDefault(name) ?? throw new ParityUnsupportedException($"'{name}' in expect_json"));
        }
    }

    private static string Phase(JToken step) => (string?)step["op"] switch
    {
        "add" => "trace_after_adds",
        "reinit" when step["names"] is { Type: not JTokenType.Null } => "trace_reinit_named",
        "reinit" => "trace_reinit_all",
        var op => throw new ParityUnsupportedException($"the step '{op}'"),
    };

    private static void Apply(BaseModel model, JToken step, BuiltInMixins mixins)
    {
        if ((string?)step["op"] == "add")
        {
            SatPlainModel.Add(model, step, mixins);
        }
        else
        {
            model.Reinitialize(step["names"] is JArray names ? [.. names.Select(name => (string)name!)] : null);
        }
    }

    private static JArray OwnKeys(BaseModel model) =>
        new(model.NamedWeights().Select(weight => weight.Name).Where(name => name.StartsWith("mixins.", StringComparison.Ordinal)));
}
