using Newtonsoft.Json.Linq;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.Backbone;

namespace SharpSat.Video.Parity.Sat.Lora;

/// <summary>Names and structure that runs with an adapter record beside their numbers.</summary>
internal static class SatLoraFacts
{
    public static void Compare(SatLoraModel model, JObject run, ParityRecorder recorder)
    {
        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            switch (name)
            {
                case "state_dict_keys":
                    SatStateDictionary.Compare((JArray)recorded!, model.State.Weights.Keys, recorder);
                    break;
                case "lora_module_types":
                    recorder.Value("adapters", name, recorded, Modules(model));
                    break;
                case "mixins":
                    recorder.Value("mixins", name, recorded, new JArray(model.Network.MixinNames));
                    break;
                case "hook_origins":
                    var chains = model.Network.Hooks.Describe().Where(row => row.Hook != TransformerHooks.Linear.Name);
                    recorder.Value("hook_origins", name, recorded, new JObject(chains.Select(row => new JProperty(row.Hook, row.Origins))));
                    recorder.Difference("a LoRA hooks its projections (hook linear) in place of swapping modules, so that it can be taken off again");
                    break;
                case "missing" or "unexpected":
                    break;
                default:
                    throw new ParityUnsupportedException($"'{name}' in expect_json");
            }
        }
    }

    // What SAT puts in a projection's place; output projections are split by rows there, all others by columns.
    private static JObject Modules(SatLoraModel model)
    {
        var modules = new JObject();
        foreach (var path in (model.Lora?.Factors ?? []).Select(factors => factors.Site.Path))
        {
            modules[path] = "LoraLinear";
            modules[path + ".original"] = path.EndsWith(".dense", StringComparison.Ordinal) ? "HackRowParallelLinear" : "HackColumnParallelLinear";
            modules[path + ".matrix_A"] = "HackParameterList";
            modules[path + ".matrix_B"] = "HackParameterList";
        }

        return modules;
    }
}
