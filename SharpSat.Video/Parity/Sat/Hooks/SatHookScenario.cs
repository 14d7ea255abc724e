using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.Backbone;
using SharpSat.Video.Parity.Sat.BuiltIn;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>
/// Op <c>scenario</c>: mixins come and go, then one forward. SAT keeps a mixin registered although adding it failed; here a
/// failed add changes nothing. From the step on where that shows, the run is compared with what remains comparable, and the
/// difference is named.
/// </summary>
internal sealed class SatHookScenario
{
    private const string FailedAdds = "a mixin that could not be added leaves nothing behind; SAT keeps it registered";
    private const string Unwritable = "a wrapper that cannot receive what it wraps cannot be written: every wrapper has a next";

    private readonly JObject _run;
    private readonly ParityRecorder _recorder;
    private readonly HookTrace _trace = new();
    private readonly BuiltInMixins _mixins;
    private readonly BaseModel _model;

    // Registered in SAT although adding them failed.
    private readonly HashSet<string> _leftBehind = new(StringComparer.Ordinal);
    private bool _diverged;

    private SatHookScenario(JObject run, BaseTransformer transformer, ParityRecorder recorder)
    {
        _run = run;
        _recorder = recorder;
        _mixins = new BuiltInMixins(_trace);
        _model = BuiltInModels.Create((string?)run["model_class"], transformer, _trace);
    }

    private bool MayDiffer => (bool?)_run["documented_difference"] ?? false;

    public static void Replay(ParityCase parity, JObject run, BaseTransformer transformer, ParityRecorder recorder)
    {
        var scenario = new SatHookScenario(run, transformer, recorder);
        using var owned = scenario._model;
        var steps = (JArray?)run["steps"] ?? [];
        var expected = (JArray?)run["expect_json"]?["steps"] ?? [];
        recorder.Require("steps", steps.Count == expected.Count, $"{expected.Count} results are recorded for {steps.Count} steps");
        foreach (var (step, result) in steps.Zip(expected))
        {
            scenario.Step(step, result);
        }

        scenario.Forward(parity);
    }

    private void Step(JToken step, JToken expected)
    {
        var before = _model.MixinNames;
        var (error, refusal) = Apply(step);
        var fails = expected["error"] is { Type: not JTokenType.Null };
        if ((error is not null) != fails && _leftBehind.Count > 0 && MayDiffer)
        {
            _diverged = true;
        }

        Follow(step, fails);
        if (_diverged)
        {
            // Once SAT has let go of the failed mixins, both models are the same again.
            _recorder.Difference(FailedAdds);
            _diverged = _leftBehind.Count > 0 || !_model.MixinNames.SequenceEqual((expected["mixins_after"] ?? new JArray()).Values<string>()!);
            return;
        }

        _recorder.Require("error", (error is not null) == fails, error ?? "nothing was refused");
        if (fails && (string?)expected["error"]!["message"] is { } message)
        {
            _recorder.Value("error", "message", message, error is null ? null : refusal);
        }

        _recorder.Value("warnings", "warnings", expected["warnings"], new JArray(fails && refusal is null ? [] : _model.Hooks.Replacements));
        CompareMixins(expected["mixins_after"], fails ? before : _model.MixinNames);
        _recorder.Value(
            "hook_origins", "hook_origins_after", expected["hook_origins_after"], JObject.FromObject(_model.Hooks.Describe().ToDictionary(d => d.Hook, d => d.Origins)));
    }

    private void CompareMixins(JToken? expected, IReadOnlyList<string> actual)
    {
        var names = (expected ?? new JArray()).Select(name => (string)name!).ToList();
        if (MayDiffer && names.RemoveAll(_leftBehind.Contains) > 0)
        {
            _recorder.Difference(FailedAdds);
        }

        _recorder.Value("mixins", "mixins_after", new JArray(names), new JArray(actual));
    }

    // What SAT has registered and this model has not.
    private void Follow(JToken step, bool fails)
    {
        var name = (string)step["name"]!;
        if (IsAdd(step) && fails && !_model.MixinNames.Contains(name))
        {
            _leftBehind.Add(name);
        }
        else if (!IsAdd(step))
        {
            _leftBehind.Remove(name);
        }
    }

    // The whole message, and its first sentence where SAT has that one too: "Hook mlp_forward conflicts at B and A."
    private (string? Error, string? Refusal) Apply(JToken step)
    {
        var name = (string)step["name"]!;
        try
        {
            switch ((string?)step["op"])
            {
                case "add" when BuiltInMixins.IsUnwritable((string)step["mixin"]!):
                    _recorder.Difference(Unwritable);
                    return (Unwritable, $"Hook mlp_forward at {name} must accept old_impl as an argument.");
                case "add":
                    SatPlainModel.Add(_model, step, _mixins);
                    break;
                case "del":
                    _model.Remove(name);
                    break;
                default:
                    throw new ParityUnsupportedException($"the step '{(string?)step["op"]}'");
            }

            return (null, null);
        }
        catch (HookConflictException error)
        {
            return (error.Message, $"Hook {error.Hook} conflicts at {error.Mixin} and {error.Holder}.");
        }
        catch (InputException error)
        {
            return (error.Message, null);
        }
    }

    private void Forward(ParityCase parity)
    {
        SatPlainModel.Initialize(_model);
        using var pass = SatPass.Of(parity, _run);
        using var y = pass.Run(_model);
        if (_diverged)
        {
            return;
        }

        SatLayerOutputs.Compare((JArray?)_run["expect"]?["layer_dicts"] ?? [], pass.Context, _recorder);
        _recorder.Tensor("output", _run["expect"]?["output"], y);
        _recorder.Value("trace", "trace", _run["expect_json"]?["trace"], new JArray(_trace.Lines));
        _recorder.Value("layer_outputs", "layer_dict_keys", _run["expect_json"]?["layer_dict_keys"], SatLayerOutputs.Keys(pass.Context));
    }

    private static bool IsAdd(JToken step) => (string?)step["op"] == "add";
}
