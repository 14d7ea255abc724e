using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Text;

public sealed class T5EncoderTests
{
    [Test]
    public void Weights_HaveHuggingFaceNames()
    {
        using var golden = GoldenT5.Open();
        using var encoder = GoldenT5.Encoder(golden);
        using var weights = GoldenT5.Weights(golden);
        Assert.That(encoder.NamedWeights().Select(w => w.Name), Is.EquivalentTo(weights.Entries.Keys.Where(n => n != "encoder.embed_tokens.weight")));
    }

    [Test]
    public void Xxl_OnTheMetaDevice_HasTheReleasedSize()
    {
        using var encoder = new T5Encoder(T5Config.Xxl);
        Assert.That(encoder.NamedWeights().Sum(w => w.Weight.Shape.Aggregate(1L, (a, b) => a * b)), Is.EqualTo(4_762_310_656));
        Assert.That(encoder.NamedWeights().Count(w => w.Name.Contains("relative_attention_bias", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase("shared.weight")]
    [TestCase("encoder.embed_tokens.weight")]
    public void Load_TheEmbeddingUnderEitherName_AndAWholeT5(string embeddingName)
    {
        using var golden = GoldenT5.Open();
        using var encoder = GoldenT5.Encoder(golden);
        using var other = new T5Encoder(encoder.Config);
        using var scope = NewDisposeScope();
        var named = encoder.NamedWeights().Select(w => (w.Name == "shared.weight" ? embeddingName : w.Name, (Tensor)w.Weight.Value));
        using var source = new MemoryWeights([.. named, ("decoder.final_layer_norm.weight", ones(24)), ("lm_head.weight", ones(960, 24))]);

        var report = T5Weights.Load(other, source, ScalarType.BFloat16);

        Assert.That(report.Loaded, Does.Contain("shared.weight"));
        Assert.That(report.Cast, Has.Count.EqualTo(report.Loaded.Count));
        Assert.That(other.EmbeddingTable.equal(encoder.EmbeddingTable.to(ScalarType.BFloat16)).all().item<bool>());
    }

    [Test]
    public void Load_AConfigThatDoesNotFit_NamesTheWeight()
    {
        using var golden = GoldenT5.Open();
        var config = T5Config.ReadFrom(GoldenT5.Path(golden, "config.json"));
        using var weights = GoldenT5.Weights(golden);
        Assert.That(() => Load(config with { Layers = 3 }, weights), Throws.TypeOf<InputException>().With.Message.Contains("encoder.block.2."));
        Assert.That(() => Load(config with { Layers = 1 }, weights), Throws.TypeOf<InputException>().With.Message.Contains("encoder.block.1."));
        Assert.That(() => Load(config with { FeedForwardSize = 48 }, weights), Throws.TypeOf<InputException>().With.Message.Contains("[48, 24]"));

        static void Load(T5Config config, IWeightSource source)
        {
            using var encoder = new T5Encoder(config);
            T5Weights.Load(encoder, source);
        }
    }

    [TestCase(ScalarType.BFloat16, 0.1)]
    [TestCase(ScalarType.Float16, 0.02)]
    public void Forward_InHalfPrecision_StaysNearSinglePrecision(ScalarType dtype, double tolerance)
    {
        using var golden = GoldenT5.Open();
        using var full = GoldenT5.Encoder(golden);
        using var half = GoldenT5.Encoder(golden, dtype);
        using var scope = NewDisposeScope();
        var ids = golden.Tensor("short.in.input_ids");
        var y = half.Forward(ids);
        Assert.That(y.dtype, Is.EqualTo(dtype));
        Assert.That((y.to(ScalarType.Float32) - full.Forward(ids)).abs().max().item<float>(), Is.LessThan(tolerance));
    }

    [Test]
    public void Forward_Float16Overflow_IsCutOff()
    {
        using var golden = GoldenT5.Open();
        using var encoder = GoldenT5.Encoder(golden, ScalarType.Float16);
        using var scope = NewDisposeScope();
        var wo = encoder.NamedWeights().Single(w => w.Name == "encoder.block.0.layer.1.DenseReluDense.wo.weight").Weight;
        wo.Assign(full_like(wo.Value.detach(), 60000).DetachFromDisposeScope());
        var y = encoder.Forward(golden.Tensor("short.in.input_ids"));
        Assert.That(y.isfinite().all().item<bool>());
    }

    [Test]
    public void Forward_ManyTimes_KeepsNoTensors()
    {
        using var golden = GoldenT5.Open();
        using var encoder = GoldenT5.Encoder(golden).Freeze();
        using var ids = golden.Tensor("short.in.input_ids");
        encoder.Forward(ids).Dispose();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
        {
            encoder.Forward(ids).Dispose();
        }

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void Materialize_AFreshEncoder_GivesFiniteStates()
    {
        using var noise = new NoiseSource(1, "init");
        using var encoder = new T5Encoder(new T5Config { ModelSize = 16, HeadSize = 4, FeedForwardSize = 32, Heads = 2, Layers = 1, VocabularySize = 40 });
        encoder.Materialize(noise, ScalarType.Float32, CPU);
        using var y = encoder.Forward(arange(10, ScalarType.Int64).view(2, 5));
        Assert.That(y.shape, Is.EqualTo(new long[] { 2, 5, 16 }));
        Assert.That(y.isfinite().all().item<bool>());
    }
}
