using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

public sealed class WeightLoaderTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_OfSavedWeights_IsExact_AndInitialisesNothing()
    {
        using var source = Stack().Fill();
        var path = Path.Combine(_folder, "model.safetensors");
        WeightSaver.Save(source, path, new Dictionary<string, string> { ["step"] = "5" });

        using var target = Stack();
        using var file = WeightFiles.Open(path);
        var report = WeightLoader.Load(target, file);

        Assert.That(report.ToString(), Is.EqualTo($"4 of 4 weights loaded from '{path}'"));
        Assert.That(file.Metadata["step"], Is.EqualTo("5"));
        foreach (var ((name, expected), (_, actual)) in source.NamedWeights().Zip(target.NamedWeights()))
        {
            Assert.That(actual.Value.equal(expected.Value).all().item<bool>(), name);
            Assert.That(actual.Value.requires_grad, name);
        }
    }

    [Test]
    public void Load_LargeWeights_AreMappedUntilTheModuleIsDisposed()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("reads /proc/self/maps");
        }

        var path = Path.Combine(_folder, "model.safetensors");
        using (var source = new LinearLayer(256, 256).Fill())
        {
            WeightSaver.Save(source, path);
        }

        var target = new LinearLayer(256, 256);
        using (var file = WeightFiles.Open(path))
        {
            WeightLoader.Load(target, file);
        }

        Assert.That(Mapped(path), Is.True);
        using (NewDisposeScope())
        {
            target.Forward(ones(1, 256)).sum().backward();
        }

        target.Dispose();
        Assert.That(Mapped(path), Is.False);
    }

    [Test]
    public void Load_TwoModulesFromOneFile_AreIndependent()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        using var source = new LinearLayer(256, 256).Fill();
        WeightSaver.Save(source, path);
        using var file = WeightFiles.Open(path);
        using var first = new LinearLayer(256, 256);
        using var second = new LinearLayer(256, 256);
        WeightLoader.Load(first, file);
        WeightLoader.Load(second, file);
        using (no_grad())
        {
            first.Weight.Value.zero_();
        }

        Assert.That(second.Weight.Value.equal(source.Weight.Value).all().item<bool>());
    }

    [Test]
    public void Load_WithADtype_CastsAndReports_AndKeepsFrozenWeightsFrozen()
    {
        using var weights = Source(("weight", ones([2, 3], ScalarType.Float16)), ("bias", zeros(2)));
        using var layer = new LinearLayer(3, 2).Freeze();
        var report = WeightLoader.Load(layer, weights, new WeightLoadOptions { Dtype = ScalarType.Float32 });
        Assert.That(layer.Weight.Value.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(layer.Weight.Value.requires_grad, Is.False);
        Assert.That(report.Cast, Is.EqualTo(new[] { new WeightCast("weight", ScalarType.Float16, ScalarType.Float32) }));
        Assert.That(report.ToString(), Does.Contain("1 cast Float16 -> Float32"));
    }

    [Test]
    public void Load_AnotherShape_NamesBothAndChangesNothing()
    {
        using var weights = Source(("bias", ones(2)), ("weight", ones(3, 2)));
        using var layer = new LinearLayer(3, 2);
        var error = Assert.Throws<InputException>(() => WeightLoader.Load(layer, weights));
        Assert.That(error!.Message, Does.Contain("weight is [3, 2] in the file and [2, 3] in the model"));
        Assert.That(layer.Bias!.Value.device_type, Is.EqualTo(DeviceType.META));
    }

    [Test]
    public void Load_AllowReshape_TakesEqualCountsAndReports()
    {
        using var weights = Source(("bias", ones(2)), ("weight", arange(6, ScalarType.Float32).reshape(2, 3, 1, 1)));
        using var layer = new LinearLayer(3, 2);
        var report = WeightLoader.Load(layer, weights, new WeightLoadOptions { AllowReshape = true });
        Assert.That(report.Reshaped, Is.EqualTo(new[] { "weight" }));
        Assert.That(layer.Weight.Value.shape, Is.EqualTo(new long[] { 2, 3 }));
    }

    [Test]
    public void Load_Missing_ListsNamesWithNearMatches()
    {
        using var weights = Source(("wieght", ones(2, 3)), ("bias", ones(2)));
        using var layer = new LinearLayer(3, 2);
        var error = Assert.Throws<InputException>(() => WeightLoader.Load(layer, weights));
        Assert.That(error!.Message, Is.EqualTo(
            "'test' lacks 1 of the model's 2 weights: weight (it has 'wieght'). The file has 1 tensors that the model does not use: wieght."));
        Assert.That(layer.Bias!.Value.device_type, Is.EqualTo(DeviceType.META));
    }

    [Test]
    public void Load_NotStrict_ReportsMissingAndUnexpected_AndLeavesTheRest()
    {
        using var weights = Source(("extra", ones(1)), ("bias", ones(2)));
        using var layer = new LinearLayer(3, 2);
        var report = WeightLoader.Load(layer, weights, new WeightLoadOptions { Strict = false });
        Assert.That(report.Missing, Is.EqualTo(new[] { "weight" }));
        Assert.That(report.Unexpected, Is.EqualTo(new[] { "extra" }));
        Assert.That(report.ToString(), Is.EqualTo("1 of 2 weights loaded from 'test'\n  missing 1: weight\n  unexpected 1: extra"));
        Assert.That(layer.Weight.Value.device_type, Is.EqualTo(DeviceType.META));
    }

    [Test]
    public void Load_IgnoredNames_AreNeitherLoadedNorReported()
    {
        using var weights = Source(("optimizer.step", ones(1)), ("bias", ones(2)));
        using var layer = new LinearLayer(3, 2);
        var report = WeightLoader.Load(layer, weights, new WeightLoadOptions { Ignore = ["optimizer.*", "weight"] });
        Assert.That(report.LeftOut, Does.Contain("optimizer.step"));
        Assert.That(report.ToString(), Does.Contain("left out as asked"));
        Assert.That(report.Loaded, Is.EqualTo(new[] { "bias" }));
        Assert.That(report.Missing.Concat(report.Unexpected), Is.Empty);
    }

    [Test]
    public void Load_MoreThanTenMissing_ListsTenAndTheCount()
    {
        using var weights = Source();
        using var stack = new ModuleSequence<LinearLayer>(Enumerable.Range(0, 8).Select(_ => new LinearLayer(1, 1)));
        var error = Assert.Throws<InputException>(() => WeightLoader.Load(stack, weights));
        Assert.That(error!.Message, Does.Contain("lacks 16 of the model's 16").And.Contains("4.bias and 6 more"));
    }

    [Test]
    public void Save_OfAnEmptyModule_IsRefused()
    {
        using var stack = Stack();
        var error = Assert.Throws<InvalidOperationException>(() => WeightSaver.Save(stack, Path.Combine(_folder, "x.safetensors")));
        Assert.That(error!.Message, Does.StartWith("0.weight has no value yet"));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public void Save_WithAFilter_WritesOnlyThose()
    {
        using var stack = Stack().Fill();
        var path = Path.Combine(_folder, "x.safetensors");
        WeightSaver.Save(stack, path, filter: name => name.EndsWith("bias", StringComparison.Ordinal));
        using var file = SafetensorsFile.Open(path);
        Assert.That(file.Entries.Keys, Is.EquivalentTo(new[] { "0.bias", "1.bias" }));
    }

    [Test]
    public void PrefixedWeights_ShowOnePartWithoutThePrefix()
    {
        using var whole = Source(("model.weight", ones(2, 3)), ("model.bias", ones(2)), ("vae.weight", ones(1)));
        using var part = new PrefixedWeights(whole, "model.", leaveOpen: true);
        using var layer = new LinearLayer(3, 2);
        var report = WeightLoader.Load(layer, part);
        Assert.That(report.ToString(), Is.EqualTo("2 of 2 weights loaded from 'test (model.*)'"));
        Assert.That(part.Entries["bias"].Name, Is.EqualTo("bias"));
        Assert.Throws<InputException>(() => part.Read("model.bias"));
    }

    [Test]
    public void MemoryWeights_OutliveTheCallersTensors()
    {
        MemoryWeights source;
        using (NewDisposeScope())
        {
            source = new MemoryWeights([("w", full(2, 7f))]);
        }

        using (source)
        using (var w = source.Read("w"))
        {
            Assert.That(w.sum().item<float>(), Is.EqualTo(14f));
        }
    }

    private static bool Mapped(string path) => File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal));

    private static MemoryWeights Source(params (string, Tensor)[] tensors) => new(tensors, "test");

    private static ModuleSequence<LinearLayer> Stack() => new([new LinearLayer(3, 4), new LinearLayer(4, 2)]);
}

internal static class WeightLoaderTestModules
{
    public static T Fill<T>(this T module)
        where T : nn.Module
    {
        using var noise = new NoiseSource(1, "init");
        module.Materialize(noise, ScalarType.Float32, CPU);
        return module;
    }
}
