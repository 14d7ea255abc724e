using SharpSat.Core.Checkpoints;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

public sealed class SatCheckpointTests
{
    private static readonly TransformerConfig Backbone = new() { NumLayers = 1, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 };
    private string _folder = string.Empty;

    [SetUp]
    public void WriteCheckpoint()
    {
        _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        using var model = new BaseModel(Backbone);
        using var noise = new NoiseSource(1, "init");
        model.Materialize(noise, ScalarType.Float16, CPU);
        using var weights = new MemoryWeights(WeightSaver.Tensors(model));
        SatDirectoryWriter.Write(_folder, weights, 30);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(SatLoadMode.Inference, 30)]
    [TestCase(SatLoadMode.Pretrain, 30)]
    [TestCase(SatLoadMode.Finetune, 0)]
    public void Load_Complete_CountsByMode(SatLoadMode mode, long expected)
    {
        using var model = new BaseModel(Backbone);
        var result = SatCheckpoint.Load(model, _folder, new SatLoadOptions { Mode = mode, Dtype = ScalarType.Float32 });
        Assert.That((result.Iteration, result.Report.Missing.Count, result.Report.Cast.Count > 0), Is.EqualTo((expected, 0, true)));
        Assert.That(model.NamedWeights().Select(w => w.Weight.Value.dtype), Has.All.EqualTo(ScalarType.Float32));
    }

    [TestCase(SatLoadMode.Inference, false)]
    [TestCase(SatLoadMode.Pretrain, false)]
    [TestCase(SatLoadMode.Finetune, true)]
    public void Load_MissingMixin_IsAllowedOnlyToFinetune(SatLoadMode mode, bool allowed)
    {
        using var model = WithHead(Backbone);
        using var noise = new NoiseSource(1, "fresh");
        var options = new SatLoadOptions { Mode = mode, Fresh = noise };
        if (allowed)
        {
            Assert.That(SatCheckpoint.Load(model, _folder, options).Reinitialized, Is.EqualTo(new[] { "head" }));
            Assert.That(model.Get<Head>("head").Reinitialized, Is.EqualTo(1));
            Assert.That(model.NamedWeights().Select(w => w.Weight.Value.device_type), Has.All.EqualTo(DeviceType.CPU));
            return;
        }

        var error = Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder, options))!;
        Assert.That((error.Fault, error.Names), Is.EqualTo((SatLoadFault.Missing, new[] { "mixins.head.w" })).UsingPropertiesComparer());
        Assert.That(error.Message, Does.Contain("lacks 1 of the model's weights: mixins.head.w."));
        Assert.That(model.NamedWeights().Select(w => w.Weight.Value.device_type), Has.All.EqualTo(DeviceType.META), "nothing was loaded");
    }

    [Test]
    public void Load_MissingLayer_NeedsForce()
    {
        using var model = new BaseModel(Backbone with { NumLayers = 2 });
        var finetune = new SatLoadOptions { Mode = SatLoadMode.Finetune };
        Assert.That(Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder, finetune))!.Names, Has.Count.EqualTo(12));
        Assert.That(SatCheckpoint.Load(model, _folder, finetune with { ForceTrain = true }).Report.Missing, Has.Count.EqualTo(12));
        Assert.That(SatCheckpoint.Load(model, _folder, new SatLoadOptions { ForceInference = true }).Report.Missing, Has.Count.EqualTo(12));
    }

    [Test]
    public void Load_MissingCrossAttention_MayBeFinetuned()
    {
        using var model = new BaseModel(Backbone with { DecoderLayers = [true] });
        Assert.That(SatCheckpoint.Load(model, _folder, new SatLoadOptions { Mode = SatLoadMode.Finetune }).Report.Missing, Has.All.Contains("cross_attention"));
    }

    [Test]
    public void Load_OtherShapes_AreAllNamed_AndNothingIsLoaded()
    {
        using var model = new BaseModel(Backbone with { VocabSize = 6, MaxSequenceLength = 5 });
        var error = Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder))!;
        Assert.That(error.Fault, Is.EqualTo(SatLoadFault.Shapes));
        Assert.That(error.Shapes.Select(s => s.ToString()), Is.EqualTo(new[]
        {
            "transformer.word_embeddings.weight is [5, 8] in the file and [6, 8] in the model",
            "transformer.position_embeddings.weight is [4, 8] in the file and [5, 8] in the model",
        }));
        Assert.That(model.NamedWeights().Select(w => w.Weight.Value.device_type), Has.All.EqualTo(DeviceType.META));
    }

    [Test]
    public void Load_BadDirectory_SaysWhichFault()
    {
        using var model = new BaseModel(Backbone);
        Assert.That(Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder, new SatLoadOptions { Tag = "31" }))!.Fault, Is.EqualTo(SatLoadFault.NoWeights));
        File.WriteAllText(Path.Combine(_folder, "latest"), "soon");
        Assert.That(Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder))!.Fault, Is.EqualTo(SatLoadFault.BadLatest));
        File.Delete(Path.Combine(_folder, "latest"));
        Assert.That(Assert.Throws<SatLoadException>(() => SatCheckpoint.Load(model, _folder))!.Fault, Is.EqualTo(SatLoadFault.NoLatest));
    }

    private static BaseModel WithHead(TransformerConfig config)
    {
        var model = new BaseModel(config);
        model.Add("head", new Head());
        return model;
    }

    private sealed class Head : ModelMixin
    {
        public Head() => AddWeight("w", [3, 8], WeightInit.Ones);

        public int Reinitialized { get; private set; }

        public override void Configure(HookBuilder hooks)
        {
        }

        public override void Reinitialize(BaseModel model) => Reinitialized++;
    }
}
