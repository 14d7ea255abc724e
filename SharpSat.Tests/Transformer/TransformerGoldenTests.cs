using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

/// <summary>The backbone without mixins against the recorded SAT runs: logits, hidden states, gradients.</summary>
public sealed class TransformerGoldenTests
{
    private static readonly GoldenCase Case = GoldenCase.Open("sat", "transformer");

    private static IEnumerable<string> Recorded() => Case.Runs("forward").Where(r => r["same_as"]!.Type == JTokenType.Null).Select(r => (string)r["name"]!);

    [TestCaseSource(nameof(Recorded))]
    public void Forward_MatchesTheRecordedRun(string name)
    {
        using var scope = NewDisposeScope();
        var run = Case.Run(name);
        using var model = GoldenBackbone.Build(Case, run);
        var context = GoldenBackbone.Context(Case, run);
        var logits = model.Forward(GoldenBackbone.Inputs(Case, run), context);

        var expect = run["expect"]!;
        Case.Compare((string)expect["logits"]!, logits);
        var hidden = expect["hidden"]!.Select(h => (string)h!).ToList();
        if (hidden.Count > 0)
        {
            Assert.That(context.LayerOutputs, Has.Count.EqualTo(hidden.Count));
        }

        foreach (var (tensorName, bag) in hidden.Zip(context.LayerOutputs))
        {
            Case.Compare(tensorName, bag.Get(ForwardContext.HiddenStates));
        }

        if (run["grad"] is JObject)
        {
            logits.square().mean().backward();
            foreach (var (weight, gradient) in (JObject)expect["param_grads"]!)
            {
                Case.Compare((string)gradient!, model.NamedWeights().Single(w => w.Name == weight).Weight.Value.grad!);
            }
        }
    }

    [TestCaseSource(nameof(Checkpointed))]
    public void ActivationCheckpointing_ChangesNothing(string name)
    {
        using var scope = NewDisposeScope();
        var run = Case.Run(name);
        var plainRun = Case.Run((string)run["same_as"]!);
        using var model = GoldenBackbone.Build(Case, run);
        using var plain = GoldenBackbone.Build(Case, plainRun);
        var (context, plainContext) = (GoldenBackbone.Context(Case, run), GoldenBackbone.Context(Case, plainRun));
        var logits = model.Forward(GoldenBackbone.Inputs(Case, run), context);
        var expected = plain.Forward(GoldenBackbone.Inputs(Case, plainRun), plainContext);
        logits.square().mean().backward();
        expected.square().mean().backward();

        Assert.That(logits.equal(expected).all().item<bool>());
        foreach (var (ours, theirs) in context.LayerOutputs.Zip(plainContext.LayerOutputs))
        {
            Assert.That(ours.Get(ForwardContext.HiddenStates).equal(theirs.Get(ForwardContext.HiddenStates)).all().item<bool>());
        }

        foreach (var ((weight, ours), (_, theirs)) in model.NamedWeights().Zip(plain.NamedWeights()))
        {
            Assert.That(ours.Value.grad!.equal(theirs.Value.grad!).all().item<bool>(), weight);
        }
    }

    private static IEnumerable<string> Checkpointed() => Case.Runs("forward").Where(r => r["same_as"]!.Type != JTokenType.Null).Select(r => (string)r["name"]!);
}
