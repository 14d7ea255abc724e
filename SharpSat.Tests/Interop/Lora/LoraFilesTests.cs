using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Training;
using SharpSat.Video.Interop.Lora;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Lora;

public sealed class LoraFilesTests
{
    private RunFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new RunFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(LoraFormat.SharpSat)]
    [TestCase(LoraFormat.Diffusers)]
    [TestCase(LoraFormat.Kohya)]
    [TestCase(LoraFormat.Sat)]
    public void EveryForm_IsSniffed_AndKeepsEveryBit(LoraFormat format)
    {
        using var adapter = SampleAdapters.Attention(rank: 4, alpha: 6);
        LoraFiles.Write(adapter, _folder.In("a.safetensors"), format);
        using var read = LoraFiles.Open(_folder.In("a.safetensors"), format == LoraFormat.Sat ? LoraAlpha.Given(6) : LoraAlpha.Metadata);
        Assert.That(read.Format, Is.EqualTo(format));
        SampleAdapters.AssertSame(read, adapter);
    }

    [TestCase(LoraFormat.SharpSat)]
    [TestCase(LoraFormat.Diffusers)]
    [TestCase(LoraFormat.Kohya)]
    public void MixedRanksAndAlphas_PartialQkv_AndModulationHalves_KeepEveryBit(LoraFormat format)
    {
        using var adapter = SampleAdapters.Mixed();
        LoraFiles.Write(adapter, _folder.In("a"), format);
        using var read = LoraFiles.Open(_folder.In("a"), LoraAlpha.Metadata);
        SampleAdapters.AssertSame(read, adapter);
    }

    [Test]
    public void HalfPrecision_KeepsItsType()
    {
        using var adapter = SampleAdapters.Of([("transformer_blocks.0.attn1.to_q", 2, 2)], ScalarType.BFloat16);
        LoraFiles.Write(adapter, _folder.In("a.safetensors"), LoraFormat.Kohya);
        using var read = LoraFiles.Open(_folder.In("a.safetensors"));
        SampleAdapters.AssertSame(read, adapter);
    }

    [TestCase("a.pt")]
    [TestCase("folder")]
    public void Sat_IsAlsoATorchFileAndADirectory_AndMayHoldTheBase(string name)
    {
        using var adapter = SampleAdapters.Attention(alpha: 1);
        LoraFiles.Write(adapter, _folder.In(name), LoraFormat.Sat);
        using var read = LoraFiles.Open(_folder.In(name));
        SampleAdapters.AssertSame(read, adapter);
        Assert.That(read.AlphaOrigin, Does.Contain("SAT's default lora_alpha"));

        var factors = LoraFiles.Open(_folder.In(name)).Pairs;
        using var withBase = Memory(
        [
            .. factors.SelectMany(p => new[] { ($"{p.Site}.matrix_A.{p.Rows.Chunks[0]}", p.A), ($"{p.Site}.matrix_B.{p.Rows.Chunks[0]}", p.B) }),
            ("transformer.layers.0.attention.dense.original.weight", zeros(32, 32)), ("transformer.layers.0.mlp.dense_h_to_4h.weight", zeros(128, 32)),
        ]);
        using var beside = LoraFiles.Read(withBase);
        SampleAdapters.AssertSame(beside, adapter);
        Assert.That(beside.OtherTensors, Is.EqualTo(2));
    }

    [Test]
    public void Sat_HasNoNameForHalfAModulation()
    {
        using var adapter = SampleAdapters.Mixed();
        Assert.That(
            () => LoraFiles.Write(adapter, _folder.In("a"), LoraFormat.Sat),
            Throws.TypeOf<InputException>().With.Message.Contains("0,1,2,6,7,8/12").And.Message.Contains("adaLN_modulations.0.1"));
        Assert.That(Directory.Exists(_folder.In("a")), Is.False);
    }

    [Test]
    public void AlphaRules_OfAFileThatHoldsNone()
    {
        using var q = zeros(3, 32);
        using var qUp = zeros(32, 3);
        using var v = zeros(5, 32);
        using var vUp = zeros(32, 5);
        using var file = Memory(
        [
            ("transformer.transformer_blocks.0.attn1.to_q.lora_A.weight", q), ("transformer.transformer_blocks.0.attn1.to_q.lora_B.weight", qUp),
            ("transformer.transformer_blocks.0.attn1.to_v.lora_A.weight", v), ("transformer.transformer_blocks.0.attn1.to_v.lora_B.weight", vUp),
        ]);
        Assert.That(Alphas(null), Is.EqualTo(new[] { 3.0, 5.0 }));
        Assert.That(Alphas(LoraAlpha.OwnRank), Is.EqualTo(new[] { 3.0, 5.0 }));
        Assert.That(Alphas(LoraAlpha.FirstRank), Is.EqualTo(new[] { 3.0, 3.0 }));
        Assert.That(Alphas(LoraAlpha.Given(7)), Is.EqualTo(new[] { 7.0, 7.0 }));
        Assert.That(
            () => Alphas(LoraAlpha.Metadata),
            Throws.TypeOf<InputException>().With.Message.Contains("holds no alpha for 'transformer.transformer_blocks.0.attn1.to_q.lora_B.weight'"));

        IEnumerable<double> Alphas(LoraAlpha? rule)
        {
            using var adapter = LoraFiles.Read(file, rule);
            return adapter.Pairs.Select(p => p.Alpha);
        }
    }

    [TestCase("base_model.model.transformer_blocks.0.attn1.to_q.lora_A.weight", "base_model.model.transformer_blocks.0.attn1.to_q.lora_B.weight")]
    [TestCase("transformer_blocks.0.attn1.to_q.lora_A.default.weight", "transformer_blocks.0.attn1.to_q.lora_B.default.weight")]
    [TestCase("transformer.transformer_blocks.0.attn1.to_q.lora.down.weight", "transformer.transformer_blocks.0.attn1.to_q.lora.up.weight")]
    [TestCase("lora_unet_transformer_blocks_0_attn1_to_q.lora_down.weight", "lora_unet_transformer_blocks_0_attn1_to_q.lora_up.weight")]
    public void OtherSpellings_AreTheSameModule(string down, string up)
    {
        using var a = ones(2, 32);
        using var b = ones(32, 2);
        using var file = Memory([(down, a), (up, b)]);
        using var adapter = LoraFiles.Read(file);
        Assert.That(adapter.Pairs.Single(), Has.Property("Site").EqualTo("transformer.layers.0.attention.query_key_value")
            .And.Property("Rows").EqualTo(LoraRows.Parse("0/3")).And.Property("Alpha").EqualTo(2));
    }

    [Test]
    public void ConvolutionOfThePatchEmbedding_KeepsItsShape()
    {
        using var a = rand(2, 4, 2, 2);
        using var b = rand(32, 2, 1, 1);
        using var file = Memory([("transformer.patch_embed.proj.lora_A.weight", a), ("transformer.patch_embed.proj.lora_B.weight", b)]);
        using var adapter = LoraFiles.Read(file);
        LoraFiles.Write(adapter, _folder.In("a.safetensors"), LoraFormat.SharpSat);
        using var own = LoraFiles.Open(_folder.In("a.safetensors"));
        SampleAdapters.AssertSame(own, adapter);
    }

    [TestCase("transformer_blocks.0.attn1.to_q.lora_magnitude_vector.weight", "DoRA")]
    [TestCase("transformer_blocks.0.attn1.to_q.hada_w1_a", "LoHa")]
    public void OtherMethods_AreRefusedByName(string key, string method)
    {
        using var a = ones(2, 32);
        using var b = ones(32, 2);
        using var file = Memory([("transformer_blocks.0.attn1.to_q.lora_A.weight", a), ("transformer_blocks.0.attn1.to_q.lora_B.weight", b), (key, a)]);
        Assert.That(() => LoraFiles.Read(file), Throws.TypeOf<InputException>().With.Message.Contains(method).And.Message.Contains(key));
    }

    [Test]
    public void HalfAPair_AndShapesThatDoNotBelongTogether_AreNamed()
    {
        using var a = ones(2, 32);
        using var wrong = ones(32, 3);
        using var half = Memory([("transformer_blocks.0.attn1.to_q.lora_A.weight", a)]);
        Assert.That(
            () => LoraFiles.Read(half),
            Throws.TypeOf<InputException>().With.Message.Contains("half a pair: 'transformer_blocks.0.attn1.to_q.lora_A.weight' without its up factor"));
        using var pair = Memory([("transformer_blocks.0.attn1.to_q.lora_A.weight", a), ("transformer_blocks.0.attn1.to_q.lora_B.weight", wrong)]);
        Assert.That(() => LoraFiles.Read(pair), Throws.TypeOf<InputException>().With.Message.Contains("[2, 32]").And.Message.Contains("[32, 3]"));
    }

    [Test]
    public void NoKnownForm_ListsTheForms()
    {
        using var a = ones(2, 32);
        using var file = Memory([("transformer.layers.0.weight", a)]);
        Assert.That(() => LoraFiles.Read(file), Throws.TypeOf<InputException>().With.Message.Contains("'transformer.layers.0.weight'")
            .And.Message.Contains("kohya (lora_transformer_").And.Message.Contains("matrix_A.0").And.Message.Contains("lora_A.weight"));
        using var other = Memory([("unet.down_blocks.0.to_q.lora_A.weight", a)]);
        Assert.That(() => LoraFiles.Read(other), Throws.TypeOf<InputException>().With.Message.Contains("no module of a CogVideoX transformer"));
    }

    [Test]
    public void PeftFolder_HasItsAlphaInTheConfigBesideIt()
    {
        using var adapter = SampleAdapters.Attention(rank: 4, alpha: 4);
        using var file = Memory([.. adapter.Pairs.SelectMany(p => new[] { ($"base_model.model.{p.KeyA}", p.A), ($"base_model.model.{p.KeyB}", p.B) })]);
        SafetensorsWriter.Write(_folder.In("adapter_model.safetensors"), file.Entries.Keys.Select(k => (k, file.Read(k))));
        File.WriteAllText(_folder.In("adapter_config.json"), """{"peft_type": "LORA", "r": 4, "lora_alpha": 16, "use_rslora": true, "bias": "none"}""");
        using var read = LoraFiles.Open(_folder.In("adapter_model.safetensors"), LoraAlpha.Metadata);
        Assert.That(read.Scalings, Is.EqualTo(new[] { 16 / Math.Sqrt(4) }));
        using var byFolder = LoraFiles.Open(_folder.Path);
        SampleAdapters.AssertSame(byFolder, read);
    }

    private static MemoryWeights Memory(IEnumerable<(string, Tensor)> tensors) => new(tensors, "file");
}
