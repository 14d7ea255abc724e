using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.LowRank;

public sealed class LoraMixinTests
{
    private static readonly TransformerInputs Inputs = new()
    {
        InputIds = tensor(new long[] { 1, 2, 3, 4 }, [1, 4]),
        PositionIds = arange(4, ScalarType.Int64),
    };

    [Test]
    public void TwoAdapters_AddUp_AndUnpluggingGivesBackTheBaseBitForBit()
    {
        using var model = NewModel();
        using var before = Run(model);
        var (a, b) = (Trained(model, "a", alpha: 4), Trained(model, "b", alpha: 2));
        using var both = Run(model);
        Assert.That(Largest(both - before), Is.GreaterThan(1e-3));

        b.Scale = 0;
        using var onlyA = Run(model);
        Assert.That(Largest(onlyA - both), Is.GreaterThan(1e-4));
        model.Remove("a");
        model.Remove("b");
        using var after = Run(model);
        Assert.That(after.equal(before).all().item<bool>());
        Assert.That(a.IsMerged, Is.False);
    }

    [TestCase(4.0)]
    [TestCase(1.5)]
    public void Merged_GivesTheUnmergedOutput_WhateverAlpha(double alpha)
    {
        using var model = NewModel();
        var lora = Trained(model, "a", alpha);
        using var unmerged = Run(model);
        LoraMerge.Into(lora);
        using var merged = Run(model);
        Assert.That(Largest(merged - unmerged), Is.LessThan(2e-6));
    }

    [Test]
    public void Undo_UnderAnotherMerge_IsRefused()
    {
        using var model = NewModel();
        var (a, b) = (Trained(model, "a", 4), Trained(model, "b", 4));
        LoraMerge.Into(a);
        LoraMerge.Into(b);
        Assert.Throws<InvalidOperationException>(() => LoraMerge.Undo(a));
        LoraMerge.Undo(b);
        LoraMerge.Undo(a);
    }

    [Test]
    public void Remove_AMergedAdapter_GivesBackTheBaseBitForBit()
    {
        using var model = NewModel();
        using var before = Run(model);
        var lora = Trained(model, "a", alpha: 4);
        LoraMerge.Into(lora);
        model.Remove("a");
        using var after = Run(model);
        Assert.That(after.equal(before).all().item<bool>());
        Assert.That(lora.IsMerged, Is.False);
    }

    [Test]
    public void Remove_UnderAnotherMerge_IsRefused_AndChangesNothing()
    {
        using var model = NewModel();
        var (a, b) = (Trained(model, "a", 4), Trained(model, "b", 4));
        LoraMerge.Into(a);
        LoraMerge.Into(b);
        using var merged = Run(model);
        Assert.Throws<InvalidOperationException>(() => model.Remove("a"));
        using var after = Run(model);
        Assert.That(after.equal(merged).all().item<bool>());
        Assert.That(model.MixinNames, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void MergeIntoBfloat16_RoundsTheFloat32Sum_AndReportsTheLargestChange()
    {
        using var model = NewModel(ScalarType.BFloat16);
        var lora = Trained(model, "a", 4);
        var factors = lora.Factors[0];
        using var expected = (factors.Site.Linear.Weight.Value.to(ScalarType.Float32) + factors.WeightChange(lora.Scale)).to(ScalarType.BFloat16);
        var report = LoraMerge.Into(lora);
        Assert.That(factors.Site.Linear.Weight.Value.equal(expected).all().item<bool>());
        Assert.That(report.LargestChange, Is.GreaterThan(0));
    }

    [Test]
    public void Target_ThatMatchesNothing_ListsNearProjections()
    {
        using var model = NewModel();
        var error = Assert.Throws<InputException>(() => _ = new LoraMixin(new LoraParams { Targets = ["query_key_valu"] }, model))!;
        Assert.That(error.Message, Is.EqualTo("The LoRA target 'query_key_valu' matches no projection. Did you mean 'attention.query_key_value'?")
            .Or.Contain("query_key_value"));
        Assert.That(error.Message, Does.StartWith("The LoRA target 'query_key_valu' matches no projection."));
    }

    [Test]
    public void Dropout_ActsInTrainingOnly_AndRepeatsWithItsSeed()
    {
        using var model = NewModel();
        var lora = new LoraMixin(new LoraParams { Rank = 2, Dropout = 0.5, Targets = ["attention.dense"] }, model);
        Randomize(lora);
        model.Add("a", lora);
        using var evaluated = Run(model);
        using var again = Run(model);
        Assert.That(evaluated.equal(again).all().item<bool>());
        using var first = Run(model, new ForwardContext { Training = true, Noise = new NoiseSource(5, "dropout") });
        using var second = Run(model, new ForwardContext { Training = true, Noise = new NoiseSource(5, "dropout") });
        Assert.That(first.equal(second).all().item<bool>());
        Assert.That(Largest(first - evaluated), Is.GreaterThan(1e-5));
    }

    [Test]
    public void File_RoundTrips_AndRefusesAnotherBase()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");
        using var model = NewModel();
        var lora = Trained(model, "a", 3);
        using var expected = Run(model);
        SafetensorsWriter.Write(path, LoraFile.Tensors(lora).Select(t => (t.Key, t.Value)), LoraFile.Metadata(lora));

        using var same = NewModel();
        using var file = SafetensorsFile.Open(path);
        var load = LoraFile.Attach(same, "a", file);
        using var actual = Run(same);
        Assert.That(actual.equal(expected).all().item<bool>());
        Assert.That(load.ToString(), Is.EqualTo("LoRA: applied 16/16"));
        Assert.That(load.Lora.Factors[0].Slots[0].Alpha, Is.EqualTo(3));

        using var other = NewModel(seed: 2);
        Assert.That(Assert.Throws<InputException>(() => LoraFile.Attach(other, "a", file))!.Message, Does.Contain("another base").And.Contain("--force-lora"));
        Assert.That(other.MixinNames, Is.Empty);
        LoraFile.Attach(other, "a", file, force: true);
        File.Delete(path);
    }

    [Test]
    public void Content_OfAnotherAlphaOrBase_IsNotResumed()
    {
        using var folder = new RunFolder();
        using var model = NewModel();
        var lora = Trained(model, "a", 3);
        SafetensorsWriter.Write(folder.In("a.safetensors"), LoraFile.Tensors(lora).Select(t => (t.Key, t.Value)), LoraFile.Metadata(lora));
        using var file = SafetensorsFile.Open(folder.In("a.safetensors"));
        Assert.That(() => new LoraContent(lora).Load(file), Throws.Nothing);

        using var same = NewModel();
        Assert.That(
            () => new LoraContent(Trained(same, "a", 4)).Load(file),
            Throws.TypeOf<InputException>().With.Message.EndsWith("cannot be resumed here: its alpha is 3, this run's is 4. Set lora.alpha as it was."));
        using var other = NewModel(seed: 2);
        Assert.That(
            () => new LoraContent(Trained(other, "a", 3)).Load(file),
            Throws.TypeOf<InputException>().With.Message.Contains("its base is ").And.Message.Contains("model.weights"));
    }

    private static BaseModel NewModel(ScalarType dtype = ScalarType.Float32, long seed = 1)
    {
        var model = new BaseModel(new TransformerConfig { NumLayers = 2, HiddenSize = 16, NumAttentionHeads = 2, VocabSize = 9, MaxSequenceLength = 4 });
        using var noise = new NoiseSource(seed, "init");
        model.Materialize(noise, dtype, CPU);
        return model;
    }

    private static LoraMixin Trained(BaseModel model, string name, double alpha)
    {
        var lora = new LoraMixin(new LoraParams { Rank = 4, Alpha = alpha }, model);
        Randomize(lora);
        model.Add(name, lora);
        return lora;
    }

    private static void Randomize(LoraMixin lora)
    {
        using var noise = new NoiseSource(3, "lora");
        lora.Materialize(noise, ScalarType.Float32, CPU);
        using var guard = no_grad();
        foreach (var factor in lora.Factors.SelectMany(f => f.B))
        {
            factor.Value.copy_(noise.Normal([.. factor.Shape], ScalarType.Float32, CPU));
        }
    }

    private static Tensor Run(BaseModel model, ForwardContext? context = null)
    {
        using var guard = no_grad();
        return model.Forward(Inputs, context ?? new ForwardContext());
    }

    private static double Largest(Tensor difference) => difference.abs().max().ToDouble();
}
