using System.Reflection;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Core.Transformer;
using SharpSat.Video.Interop.Sat;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>
/// Op <c>defaults</c>: the hooks and their order, what each hands to a mixin, the defaults of the model's arguments, and which
/// modules are not decayed. What Python passes as keyword arguments are typed members here; the tables say which.
/// </summary>
internal static class SatHookDefaults
{
    public static void Replay(JObject run, ParityRecorder recorder)
    {
        foreach (var (name, recorded) in run["expect_json"] as JObject ?? [])
        {
            switch (name)
            {
                case "HOOKS_DEFAULT_order":
                    var points = TransformerHooks.All.Where(point => point != TransformerHooks.Linear).Select(point => point.Name);
                    recorder.Value("hooks", name, recorded, new JArray(points));
                    recorder.Difference("a tenth hook, linear, stands at every projection");
                    break;
                case "HOOKS_DEFAULT":
                    Hooks((JObject)recorded!, recorder);
                    break;
                case "ARGS_DEFAULT":
                    Arguments((JObject)recorded!, recorder);
                    break;
                case "NO_WD_MODULES":
                    WithoutDecay((JArray)recorded!, recorder);
                    break;
                default:
                    throw new ParityUnsupportedException($"'{name}' in expect_json");
            }
        }
    }

    private static void Hooks(JObject recorded, ParityRecorder recorder)
    {
        foreach (var (hook, expected) in recorded)
        {
            var known = SatHookArguments.Of(hook) ?? throw new ParityUnsupportedException($"the hook '{hook}'");
            recorder.Value("hook_arguments", $"{hook}.args", expected!["args"], new JArray(known.Select(argument => argument.Python)));
            var members = SatHookArguments.TypeOf(hook).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).ToHashSet();
            var lost = known.Where(argument => argument.Member is not null && !members.Contains(argument.Member)).ToList();
            recorder.Require("hook_arguments", lost.Count == 0, $"{hook} has no {lost.FirstOrDefault()?.Member}");
        }

        recorder.Difference("hooks take typed arguments and a context in place of Python's positional and keyword arguments");
    }

    private static void Arguments(JObject recorded, ParityRecorder recorder)
    {
        // The least that a model needs; everything else has its default.
        var config = SatBackbone.Config(new JObject
        {
            ["num_layers"] = 1, ["hidden_size"] = 1, ["num_attention_heads"] = 1, ["vocab_size"] = 1, ["max_sequence_length"] = 1,
        });
        foreach (var (parameter, expected) in recorded)
        {
            if (SatArgumentDefaults.Find(parameter) is not { } known)
            {
                throw new ParityUnsupportedException($"the argument '{parameter}'");
            }

            recorder.Value("argument_defaults", parameter, expected, new JArray(known.Argument, known.Default(config)));
        }

        recorder.Difference("row_parallel_linear_final_bias, parallel_output and is_rotary_emb are no settings: the first two change no number in one process, rotary positions are a mixin");
    }

    private static void WithoutDecay(JArray recorded, ParityRecorder recorder)
    {
        foreach (var kind in recorded.Select(name => (string)name!))
        {
            var norm = kind.EndsWith(".RMSNorm", StringComparison.Ordinal) ? NormKind.RmsNorm
                : kind.EndsWith(".LayerNorm", StringComparison.Ordinal) ? NormKind.LayerNorm
                : throw new ParityUnsupportedException($"the module '{kind}'");
            using var model = new BaseModel(new TransformerConfig { NumLayers = 1, HiddenSize = 2, NumAttentionHeads = 1, Norm = norm });
            var decayed = ParameterGroups.Build(model).Where(group => group.WeightDecay > 0).SelectMany(group => group.Parameters).Select(p => p.Name);
            recorder.Require("no_weight_decay", !decayed.Any(name => name.Contains("norm", StringComparison.Ordinal)), $"{kind} is decayed");
        }
    }
}
