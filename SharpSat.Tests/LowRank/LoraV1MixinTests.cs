using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.LowRank;

public sealed class LoraV1MixinTests
{
    private static readonly TransformerConfig Backbone = new() { NumLayers = 2, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 };

    [Test]
    public void Fresh_ChangesNothing_AndTrainsOnlyWhatItHas()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var before = Run(model);
        model.Freeze();
        model.Add("lora", new LoraV1Mixin(new LoraV1Params { Rank = 2, Layers = [1] }, model));
        Fill(model);
        var after = Run(model);
        Assert.That(after.equal(before).all().item<bool>());
        after.square().mean().backward();
        var names = model.NamedWeights().Where(w => w.Name.StartsWith("mixins.", StringComparison.Ordinal)).ToList();
        Assert.That(names.Select(w => w.Name), Is.EqualTo(new[] { "Q", "K", "V", "O" }.SelectMany(m => new[] { $"mixins.lora.lora_linear.1.{m}_A", $"mixins.lora.lora_linear.1.{m}_B" })));
        Assert.That(names.Where(w => w.Name.EndsWith("O_B", StringComparison.Ordinal)).Select(w => w.Weight.Value.grad!.abs().max().item<float>()), Has.All.GreaterThan(0));
    }

    [Test]
    public void SameFactors_GiveTheSameAsTheNewerLora()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        using var older = new LoraV1Mixin(new LoraV1Params { Rank = 2, Alpha = 3 }, model);
        var newer = new LoraMixin(new LoraParams { Rank = 2, Alpha = 3 }, model);
        model.Add("older", older);
        Fill(model);
        var values = older.NamedWeights().ToDictionary(w => w.Name, w => randn(w.Weight.Shape.ToArray()));
        foreach (var (name, weight) in older.NamedWeights())
        {
            weight.Assign(values[name].clone().DetachFromDisposeScope());
        }

        var expected = Run(model);
        model.Remove("older");
        foreach (var factors in newer.Factors)
        {
            for (var part = 0; part < factors.A.Count; part++)
            {
                var matrix = factors.A.Count == 1 ? "O" : "QKV"[part].ToString();
                factors.A[part].Assign(values[$"lora_linear.{factors.Site.Layer}.{matrix}_A"].clone().DetachFromDisposeScope());
                factors.B[part].Assign(values[$"lora_linear.{factors.Site.Layer}.{matrix}_B"].clone().DetachFromDisposeScope());
            }
        }

        model.Add("newer", newer);
        Assert.That((Run(model) - expected).abs().max().item<float>(), Is.LessThan(1e-4f));
    }

    [Test]
    public void TwoReplacements_Conflict()
    {
        using var model = NewModel();
        model.Add("a", new LoraV1Mixin(new LoraV1Params { Rank = 2 }, model));
        Assert.Throws<HookConflictException>(() => model.Add("b", new LoraV1Mixin(new LoraV1Params { Rank = 2 }, model)));
    }

    [Test]
    public void MultiQueryHeads_AreRefused()
    {
        using var model = new BaseModel(Backbone with { NumMultiQueryHeads = 1 });
        var error = Assert.Throws<InputException>(() => _ = new LoraV1Mixin(new LoraV1Params { Rank = 2 }, model))!;
        Assert.That(error.Message, Does.Contain("as wide as the hidden states (8); this model's are 8 and 4").And.Contain("Use 'lora'"));
    }

    [Test]
    public void LayerThatIsNotThere_IsRefused()
    {
        using var model = NewModel();
        var error = Assert.Throws<InputException>(() => _ = new LoraV1Mixin(new LoraV1Params { Rank = 2, Layers = [2] }, model))!;
        Assert.That(error.Message, Is.EqualTo("lora_v1.layers names layer 2; the model has layers 0 to 1."));
    }

    private static BaseModel NewModel()
    {
        var model = new BaseModel(Backbone);
        Fill(model);
        return model;
    }

    private static void Fill(BaseModel model)
    {
        using var noise = new NoiseSource(3, "init");
        model.Materialize(noise, null, CPU);
    }

    private static Tensor Run(BaseModel model)
    {
        using var ids = tensor(new long[] { 1, 2, 3, 4 }).reshape(1, 4);
        using var positions = arange(4);
        return model.Forward(new TransformerInputs { InputIds = ids, PositionIds = positions, Mask = AttentionMask.Causal }, new ForwardContext());
    }
}
