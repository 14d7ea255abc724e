using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.BuiltIn;
using SharpSat.Video.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

/// <summary>Feed-forward layers of several experts.</summary>
public sealed class ExpertMixtureTests
{
    private static readonly TransformerConfig Config = new()
    {
        NumLayers = 1, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 7, NumExperts = 3, IsGatedMlp = true,
    };

    [Test]
    public void Experts_AreNamedAsInSat()
    {
        using var model = new BaseModel(Config);
        var names = model.NamedWeights().Select(w => w.Name).Where(n => n.Contains("mlp", StringComparison.Ordinal) && n.EndsWith("weight", StringComparison.Ordinal));
        Assert.That(names.Select(n => n.Split('.')[^2]), Is.EqualTo(new[]
        {
            "dense_h_to_4h", "dense_4h_to_h", "dense_h_to_4h_gate",
            "dense_h_to_4h_1", "dense_4h_to_h_1", "dense_h_to_4h_gate_1",
            "dense_h_to_4h_2", "dense_4h_to_h_2", "dense_h_to_4h_gate_2",
        }));
    }

    [Test]
    public void DefaultRouting_SendsEachTokenToTheTwoLargestDraws_WeightedBySoftmax()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var logits = tensor(new float[,] { { 0, 2, 1 }, { 5, -1, 4 }, { -3, 0, 0.5f }, { 1, 2, 3 } });
        var x_BSE = randn(2, 2, 8, generator: new Generator(5, CPU));
        var mlp = model.Transformer.Layers[0].Mlp;
        var context = new ForwardContext { Noise = new RecordedDraws([logits.clone()]) };
        var y = mlp.Forward(x_BSE, 0, context);

        var experts = Enumerable.Range(0, 3).Select(e => mlp.DefaultForward(new MlpForwardArgs(x_BSE, mlp, 0, e), context).view(4, 8)).ToList();
        var kept = where(logits.eq(logits.min(1, keepdim: true).values), full_like(logits, double.NegativeInfinity), logits).softmax(1);
        var expected = experts.Select((e, i) => e * kept.select(1, i).unsqueeze(1)).Aggregate((a, b) => a + b);
        Assert.That((y.view(4, 8) - expected).abs().max().item<float>(), Is.LessThan(1e-6));
    }

    [Test]
    public void ReplacedRouting_DecidesWhoLearns()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        model.Add("router", new LambdaMixin(h => h.Replace(TransformerHooks.RoutingForward, (args, _) =>
        {
            var tokens = args.Hidden_BSE.numel() / args.Hidden_BSE.size(-1);
            return new Routing(ones(tokens, 1), ones([tokens, 1], ScalarType.Int64));
        })));
        var seen = new List<int?>();
        model.Add("probe", new LambdaMixin(h => h.Wrap(TransformerHooks.MlpForward, (args, c, next) =>
        {
            seen.Add(args.Expert);
            return next(args, c);
        })));
        model.Forward(new TransformerInputs { InputIds = tensor(new long[,] { { 1, 2, 3 } }) }, new ForwardContext()).square().mean().backward();
        Assert.That(seen, Is.EqualTo(new int?[] { null, 1 }), "a wrapper sees the layer and each expert that has tokens, as in SAT");
        var experts = model.Transformer.Layers[0].Mlp.Experts;
        Assert.That(experts.Select(e => e.Up.Layer.Weight.Value.grad is not null), Is.EqualTo(new[] { false, true, false }));
        Assert.That(model.Projections.Select(p => p.Path), Does.Contain("transformer.layers.0.mlp.dense_4h_to_h_2"));
    }

    [Test]
    public void DefaultRouting_WithoutNoise_SaysWhatToDo()
    {
        using var model = NewModel();
        var error = Assert.Throws<InvalidOperationException>(() =>
            model.Forward(new TransformerInputs { InputIds = tensor(new long[,] { { 1 } }) }, new ForwardContext()))!;
        Assert.That(error.Message, Does.Contain("routing_forward"));
    }

    [Test]
    public void ImpossibleOptions_AreNamed()
    {
        Assert.Throws<InputException>(() => (Config with { NumExperts = 0 }).Validate());
        Assert.Throws<InputException>(() => (Config with { DropPath = 1 }).Validate());
        Assert.Throws<InputException>(() => (Config with { CrossNumMultiQueryHeads = 3 }).Validate());
        var error = Assert.Throws<InputException>(() => (Config with { DecoderLayers = [true, false] }).Validate())!;
        Assert.That(error.Message, Is.EqualTo("is_decoder has 2 entries; it needs 1, or one for each of the 1 layers."));
    }

    private static BaseModel NewModel()
    {
        var model = new BaseModel(Config);
        using var noise = new NoiseSource(3, "init");
        model.Materialize(noise, ScalarType.Float32, CPU);
        return model;
    }
}
