using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Tests.Golden;
using TorchSharp;

namespace SharpSat.Tests.Hooks;

/// <summary>
/// Replays every recorded hook scenario of SwissArmyTransformer: outputs, call traces, origins, error texts. The four
/// deliberate differences: a failed add leaves no mixin behind, a duplicate or missing name is a named error,
/// a wrapper without "next" cannot be written, and a transformer called directly runs no model's hooks.
/// </summary>
public sealed class HookScenarioTests
{
    private static readonly GoldenCase Case = GoldenCase.Open("sat", "hooks");

    // NBad is a wrapper that cannot receive the wrapped implementation: HookWrap makes it unwritable.
    private static IEnumerable<string> Scenarios() =>
        Case.Runs("scenario").Select(r => (string)r["name"]!).Where(n => n != "nonconflict_without_old_impl");

    [TestCaseSource(nameof(Scenarios))]
    public void Scenario_Replays(string name)
    {
        var run = Case.Run(name);
        var trace = new List<string>();
        var mixins = new GoldenMixins(trace);
        using var model = mixins.CreateModel((string)run["model_class"]!, NewTransformer());
        foreach (var (step, expected) in run["steps"]!.Zip(run["expect_json"]!["steps"]!))
        {
            var before = model.MixinNames;
            var error = Apply(model, mixins, step);
            Assert.That(error is null, Is.EqualTo(expected["error"]!.Type == JTokenType.Null), $"{step}: {error?.Message}");
            if (error is null)
            {
                Assert.That(model.MixinNames, Is.EqualTo(expected["mixins_after"]!.Select(m => (string)m!)));
                Assert.That(model.Hooks.Replacements, Is.EqualTo(expected["warnings"]!.Select(m => (string)m!)));
            }
            else
            {
                Assert.That(model.MixinNames, Is.EqualTo(before), "a failed step changes nothing");
                Assert.That(error.Message, Does.StartWith((string?)expected["error"]!["message"] ?? string.Empty));
            }

            var origins = model.Hooks.Describe().ToDictionary(d => d.Hook, d => d.Origins);
            Assert.That(origins, Is.EquivalentTo(expected["hook_origins_after"]!.ToObject<Dictionary<string, string>>()!));
        }

        var context = new ForwardContext();
        using var y = model.Forward(Inputs(), context);
        Case.Compare((string)run["expect"]!["output"]!, y);
        Assert.That(trace, Is.EqualTo(run["expect_json"]!["trace"]!.Select(t => (string)t!)));
        CompareLayerOutputs(run, context);
    }

    [Test]
    public void SharedTransformer_EachModelKeepsItsOwnChains_AndADirectCallUsesNone()
    {
        foreach (var run in Case.Runs("shared_transformer"))
        {
            var trace = new List<string>();
            var mixins = new GoldenMixins(trace);
            var models = new Dictionary<string, BaseModel>();
            foreach (var spec in run["models"]!)
            {
                var owner = (string?)spec["transformer_of"];
                var model = new BaseModel(owner is null ? NewTransformer() : models[owner].Transformer);
                foreach (var mixin in spec["mixins"]!)
                {
                    model.Add((string)mixin["name"]!, mixins.Create((string)mixin["name"]!));
                }

                models[(string)spec["name"]!] = model;
            }

            using var plain = new BaseModel(models.Values.First().Transformer);
            foreach (var call in run["calls"]!)
            {
                trace.Clear();
                var model = models[(string)call["model"]!];
                if ((bool)call["call_transformer_directly"]!)
                {
                    using var direct = model.Transformer.Forward(Inputs(), new ForwardContext());
                    using var expected = plain.Forward(Inputs(), new ForwardContext());
                    Assert.That(direct.equal(expected).all().item<bool>(), "no model's hooks take part");
                    Assert.That(trace, Is.Empty);
                }
                else
                {
                    using var y = model.Forward(Inputs(), new ForwardContext());
                    Case.Compare((string)call["expect"]!["output"]!, y);
                    Assert.That(trace, Is.EqualTo(call["expect_json"]!["trace"]!.Select(t => (string)t!)));
                }
            }
        }
    }

    [Test]
    public void Reinitialize_CallsTheNamedMixinsWithTheModel()
    {
        var expected = Case.Run("reinit")["expect_json"]!;
        var trace = new List<string>();
        using var model = new BaseModel(NewTransformer());
        model.Add("X", new Reinitialized("X", trace));
        model.Add("Y", new Reinitialized("Y", trace), reinitialize: true);
        Assert.That(trace, Is.EqualTo(expected["trace_after_adds"]!.Select(t => (string)t!)));
        trace.Clear();
        model.Reinitialize();
        Assert.That(trace, Is.EqualTo(expected["trace_reinit_all"]!.Select(t => (string)t!)));
        trace.Clear();
        model.Reinitialize(["Y"]);
        Assert.That(trace, Is.EqualTo(expected["trace_reinit_named"]!.Select(t => (string)t!)));
        var keys = model.named_parameters().Select(p => p.name).Where(n => n.StartsWith("mixins.", StringComparison.Ordinal));
        Assert.That(keys, Is.EqualTo(expected["parameter_keys"]!.Select(t => (string)t!)));
    }

    [Test]
    public void Points_AreSatsNineInOrder_AndLinear()
    {
        var nine = Case.Run("defaults")["expect_json"]!["HOOKS_DEFAULT_order"]!.Select(t => (string)t!);
        Assert.That(TransformerHooks.All.Select(p => p.Name), Is.EqualTo(nine.Append("linear")));
    }

    private static InputException? Apply(BaseModel model, GoldenMixins mixins, JToken step)
    {
        try
        {
            if ((string)step["op"]! == "add")
            {
                model.Add((string)step["name"]!, mixins.Create(((string)step["mixin"]!).Split('.')[^1]));
            }
            else
            {
                model.Remove((string)step["name"]!);
            }

            return null;
        }
        catch (InputException error)
        {
            return error;
        }
    }

    private static void CompareLayerOutputs(JObject run, ForwardContext context)
    {
        foreach (var (expected, actual) in run["expect"]!["layer_dicts"]!.Zip(context.LayerOutputs))
        {
            Assert.That(actual.Keys.Count(), Is.EqualTo(((JObject)expected).Count));
            if ((string?)expected["norm"] is { } norm)
            {
                Case.Compare(norm, actual.Get(GoldenMixins.NormKey));
            }
        }
    }

    private static TransformerInputs Inputs() => new()
    {
        InputIds = Case.Tensor("in.input_ids"),
        PositionIds = Case.Tensor("in.position_ids"),
        Mask = AttentionMask.Causal,
    };

    private static BaseTransformer NewTransformer()
    {
        var args = Case.Json["config"]!["model_args"]!;
        var model = new BaseModel(new TransformerConfig
        {
            NumLayers = (int)args["num_layers"]!,
            HiddenSize = (int)args["hidden_size"]!,
            NumAttentionHeads = (int)args["num_attention_heads"]!,
            VocabSize = (int)args["vocab_size"]!,
            MaxSequenceLength = (int)args["max_sequence_length"]!,
        });
        using var weights = Case.Weights();
        foreach (var (name, weight) in Core.Layers.ModuleWeights.NamedWeights(model))
        {
            weight.Assign(weights.Read(name));
        }

        return model.Transformer;
    }

    private sealed class Reinitialized : ModelMixin
    {
        private readonly string _name;
        private readonly List<string> _trace;

        public Reinitialized(string name, List<string> trace)
        {
            _name = name;
            _trace = trace;
            AddWeight("w", [2], Core.Layers.WeightInit.Zeros);
        }

        public override void Configure(HookBuilder hooks)
        {
        }

        public override void Reinitialize(BaseModel model) =>
            _trace.Add($"reinit:{_name}:mixins={string.Join(",", model.MixinNames)}:has_transformer={model.Transformer is not null}");
    }
}
