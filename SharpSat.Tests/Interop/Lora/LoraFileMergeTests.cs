using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Engine;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Lora;

public sealed class LoraFileMergeTests
{
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.BFloat16)]
    public void MergedFile_IsTheMergedModel_BitForBit_WhateverItsNames(ScalarType dtype)
    {
        using var engine = Engine(dtype);
        using var adapter = SampleAdapters.Mixed();
        var network = engine.Transformer;
        using var sat = Weights(network);
        using var diffusers = InDiffusersNames(sat);
        var load = LoraAttachment.Attach(network, "a", adapter, 0.5);
        var report = LoraMerge.Into(load.Lora);

        var (merged, ofFile) = LoraFileMerge.Into(sat, [(adapter, 0.5)]);
        var (mergedDiffusers, ofDiffusers) = LoraFileMerge.Into(diffusers, [(adapter, 0.5)]);
        using var expectedSat = Weights(network);
        using var expectedDiffusers = InDiffusersNames(expectedSat);
        AssertSame(merged, expectedSat);
        AssertSame(mergedDiffusers, expectedDiffusers);
        Assert.That(ofFile.Projections, Is.EqualTo(report.Projections));
        Assert.That(ofFile.LargestChange, Is.EqualTo(report.LargestChange).And.GreaterThan(0).And.EqualTo(ofDiffusers.LargestChange));
        merged.Dispose();
        mergedDiffusers.Dispose();
    }

    [Test]
    public void AnAlphaOtherThanTheRank_MeansTheSameUnmerged_Merged_AndAfterEveryForm()
    {
        using var engine = Engine(ScalarType.Float32);
        var network = engine.Transformer;
        using var before = Run(network);
        using var adapter = SampleAdapters.Attention(rank: 4, alpha: 6);
        var load = LoraAttachment.Attach(network, "a", adapter);
        using var unmerged = Run(network);
        network.train();
        using var training = Run(network);
        network.eval();
        LoraMerge.Into(load.Lora);
        using var merged = Run(network);
        Assert.That(Largest(training - unmerged), Is.Zero);
        Assert.That(Largest(merged - unmerged), Is.LessThan(2e-5));
        Assert.That(Largest(unmerged - before), Is.GreaterThan(1e-2));
        network.Remove("a");
        using var after = Run(network);
        Assert.That(Largest(after - before), Is.Zero);

        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");
        foreach (var format in Enum.GetValues<LoraFormat>())
        {
            LoraFiles.Write(adapter, path, format);
            using var read = LoraFiles.Open(path, format == LoraFormat.Sat ? LoraAlpha.Given(6) : null);
            LoraAttachment.Attach(network, "b", read);
            using var again = Run(network);
            network.Remove("b");
            Assert.That(Largest(again - unmerged), Is.Zero, format.ToString());
        }

        File.Delete(path);
    }

    [Test]
    public void TimeEmbedding_TakesAdaptersToo_AndHalfPrecisionFactorsAreWidened()
    {
        using var engine = Engine(ScalarType.Float32);
        var network = engine.Transformer;
        using var before = Run(network);
        using var adapter = SampleAdapters.Of([("time_embedding.linear_1", 2, 4)], ScalarType.Float16);
        var lora = LoraAttachment.Attach(network, "a", adapter).Lora;
        Assert.That(lora.Factors.Single().A[0].Value.dtype, Is.EqualTo(ScalarType.Float32));
        using var unmerged = Run(network);
        LoraMerge.Into(lora);
        using var merged = Run(network);
        Assert.That(Largest(unmerged - before), Is.GreaterThan(1e-4));
        Assert.That(Largest(merged - unmerged), Is.LessThan(2e-5));
    }

    [Test]
    public void TwoAdapters_AddUp_AndAFuseScaleMultiplies()
    {
        using var engine = Engine(ScalarType.Float32);
        var network = engine.Transformer;
        using var first = SampleAdapters.Attention();
        using var second = SampleAdapters.Mixed();
        var a = LoraAttachment.Attach(network, "a", first, 0.6).Lora;
        var b = LoraAttachment.Attach(network, "b", second, 0.2).Lora;
        using var unmerged = Run(network);
        (a.Scale, b.Scale) = (1.2, 0.4);
        LoraMerge.Into(a, fuseScale: 0.5);
        LoraMerge.Into(b, fuseScale: 0.5);
        using var merged = Run(network);
        Assert.That(Largest(merged - unmerged), Is.LessThan(2e-5));
    }

    [Test]
    public void Adapter_OfAnotherNetwork_IsRefused()
    {
        using var adapter = SampleAdapters.Attention();
        using var nothing = new MemoryWeights([("a.weight", zeros(2, 2))], "base");
        Assert.That(() => LoraFileMerge.Into(nothing, [(adapter, 1)]), Throws.TypeOf<InputException>().With.Message.Contains("matches no weight of base"));
        using var part = new MemoryWeights([("transformer.layers.0.attention.dense.weight", zeros(32, 32))], "base");
        Assert.That(() => LoraFileMerge.Into(part, [(adapter, 1)]), Throws.TypeOf<InputException>()
            .With.Message.Contains("the model has no transformer.layers.0.attention.query_key_value").And.Message.Contains("--force-lora"));
        using var wide = new MemoryWeights([("transformer.layers.0.attention.dense.weight", zeros(32, 64)), ("transformer.layers.0.attention.query_key_value.weight", zeros(96, 32))], "base");
        Assert.That(() => LoraFileMerge.Into(wide, [(adapter, 1)]), Throws.TypeOf<InputException>().With.Message.Contains("do not fit 'transformer.layers.0.attention.dense.weight' [32, 64]"));
    }

    [Test]
    public void OwnForm_KnowsItsBase_InEitherNaming()
    {
        using var engine = Engine(ScalarType.Float32);
        var network = engine.Transformer;
        using var sat = Weights(network);
        using var diffusers = InDiffusersNames(sat);
        using var lora = new LoraMixin(new LoraParams { Rank = 2, Targets = ["attention.query_key_value", "adaLN_modulations.*"] }, network);
        using var noise = new SharpSat.Core.Tensors.NoiseSource(3, "lora");
        lora.Materialize(noise, ScalarType.Float32, CPU);
        using var file = new MemoryWeights(LoraFile.Tensors(lora).Select(t => (t.Key, t.Value)), "own", LoraFile.Metadata(lora));
        using var adapter = LoraFiles.Read(file);
        Assert.That(() => LoraFileMerge.Into(sat, [(adapter, 1)]).Merged.Dispose(), Throws.Nothing);
        Assert.That(() => LoraFileMerge.Into(diffusers, [(adapter, 1)]).Merged.Dispose(), Throws.Nothing);
        using var other = Engine(ScalarType.Float32, change: true);
        using var otherBase = Weights(other.Transformer);
        Assert.That(() => LoraFileMerge.Into(otherBase, [(adapter, 1)]), Throws.TypeOf<InputException>().With.Message.Contains("another base"));
        Assert.That(() => LoraFileMerge.Into(otherBase, [(adapter, 1)], force: true).Merged.Dispose(), Throws.Nothing);
    }

    private static VideoDiffusionEngine Engine(ScalarType dtype, bool change = false)
    {
        var engine = TinyEngines.Create();
        using var unused = new SharpSat.Core.Tensors.NoiseSource(1, "cast");
        engine.Materialize(unused, dtype, CPU);
        engine.Transformer.eval();
        if (change)
        {
            using var guard = no_grad();
            engine.Transformer.Projections.First().Linear.Weight.Value.mul_(2);
        }

        return engine;
    }

    private static MemoryWeights Weights(CogVideoXTransformer network)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return new MemoryWeights(WeightSaver.Tensors(network, name => !name.Contains("mixins/", StringComparison.Ordinal) && !name.StartsWith("mixins.a.", StringComparison.Ordinal)).Select(t => (t.Name, t.Tensor.detach().clone())), "base");
    }

    // The projections under diffusers' names, their rows divided as its modules are.
    private static MemoryWeights InDiffusersNames(MemoryWeights sat)
    {
        using var scope = NewDisposeScope();
        var tensors = new List<(string, Tensor)>();
        foreach (var name in sat.Entries.Keys.Where(n => n.EndsWith(".weight", StringComparison.Ordinal)))
        {
            var site = name[..^".weight".Length];
            LoraRows[] divisions = [LoraRows.Whole, LoraRows.Parse("0/3"), LoraRows.Parse("1/3"), LoraRows.Parse("2/3"), LoraRows.Parse("0,1,2,6,7,8/12"), LoraRows.Parse("3,4,5,9,10,11/12")];
            foreach (var rows in divisions)
            {
                if (DiffusersLoraNames.ModuleOf(site, rows) is { } module)
                {
                    var stored = sat.Read(name);
                    tensors.Add(($"{module}.weight", cat([.. rows.In(site, stored.shape[0]).Select(r => stored.narrow(0, r.Start, r.Count))], 0)));
                }
            }
        }

        return new MemoryWeights(tensors, "base");
    }

    private static void AssertSame(IWeightSource actual, MemoryWeights expected)
    {
        Assert.That(actual.Entries.Keys, Is.EquivalentTo(expected.Entries.Keys));
        foreach (var name in expected.Entries.Keys)
        {
            using var a = actual.Read(name);
            using var b = expected.Read(name);
            Assert.That(a.dtype, Is.EqualTo(b.dtype), name);
            Assert.That(a.equal(b).all().item<bool>(), name);
        }
    }

    private static Tensor Run(CogVideoXTransformer network)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new SharpSat.Core.Tensors.NoiseSource(5, "x");
        var text = new Conditioning { Text_BSE = noise.Normal([1, 3, 6], ScalarType.Float32, CPU) };
        return network.Predict(noise.Normal([1, 2, 4, 4, 4], ScalarType.Float32, CPU), tensor(new[] { 300f }), text).MoveToOuterDisposeScope();
    }

    private static double Largest(Tensor difference) => difference.abs().max().ToDouble();
}
