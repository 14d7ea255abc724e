using SharpSat.Core.Errors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Guidance;

public sealed class ThresholdingTests
{
    private static readonly SamplingStep Step = new(0, 4, NoiseLevel.VariancePreserving(0.3f, 700));

    [Test]
    public void Clamp_KeepsTheResultWithinOne()
    {
        using var scope = NewDisposeScope();
        var y = Combine(new() { Scale = 9, Thresholding = GuidanceThresholding.Clamp });
        Assert.That(y.abs().max().item<float>(), Is.EqualTo(1));
    }

    [Test]
    public void UnconditionalSpread_HasMeanZeroAndTheUnconditionalDeviation()
    {
        using var scope = NewDisposeScope();
        var (u, c) = Predictions();
        var y = new ClassifierFree(new() { Scale = 9, Thresholding = GuidanceThresholding.UnconditionalSpread }).Combine(u, c, Step);
        Assert.That(y.mean().item<float>(), Is.Zero.Within(1e-5f));
        Assert.That(y.std().item<float>(), Is.EqualTo(u.std().item<float>()).Within(1e-4f));
    }

    [Test]
    public void ChannelSpread_HeedsNoScale()
    {
        using var scope = NewDisposeScope();
        var (u, c) = Predictions();
        var results = new[] { 1.0, 7.0 }.Select(s => new ClassifierFree(new() { Scale = s, Thresholding = GuidanceThresholding.ChannelSpread }).Combine(u, c, Step)).ToList();
        Assert.That((results[0] - results[1]).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void ChannelQuantile_CutsTheLargestValues()
    {
        using var scope = NewDisposeScope();
        var y = Combine(new() { Scale = 9, Thresholding = GuidanceThresholding.ChannelQuantile, LatentScale = 0.7 });
        Assert.That(y.isfinite().all().item<bool>());
        Assert.That(y.shape, Is.EqualTo(new long[] { 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Scales_GiveEachSampleItsOwn()
    {
        using var scope = NewDisposeScope();
        var (u, c) = Predictions();
        var y = new ClassifierFree(new() { Scales = [2.0, 5.0] }).Combine(u, c, Step);
        Assert.That((y[0] - (u[0] + ((c[0] - u[0]) * 2))).abs().max().item<float>(), Is.LessThan(1e-5f));
        Assert.That((y[1] - (u[1] + ((c[1] - u[1]) * 5))).abs().max().item<float>(), Is.LessThan(1e-5f));
        var error = Assert.Throws<InputException>(() => new ClassifierFree(new() { Scales = [1.0, 2.0, 3.0] }).Combine(u, c, Step));
        Assert.That(error!.Message, Does.Contain("3 guidance scales for 2 samples"));
    }

    [Test]
    public void Always_NeedsBothAtScaleOneToo()
    {
        Assert.That(new ClassifierFree(new() { Scale = 1 }).NeedsUnconditional, Is.False);
        Assert.That(new ClassifierFree(new() { Scale = 1, Switch = GuidanceSwitch.Always }).NeedsUnconditional);
    }

    [Test]
    public void BadSetting_IsRefused()
    {
        Assert.Throws<InputException>(() => _ = new ClassifierFree(new() { Scales = [] }));
        Assert.Throws<InputException>(() => _ = new DynamicClassifierFree(new() { LatentScale = 0 }));
    }

    private static Tensor Combine(ClassifierFreeParams p)
    {
        var (u, c) = Predictions();
        return new ClassifierFree(p).Combine(u, c, Step);
    }

    private static (Tensor U, Tensor C) Predictions() => (randn([2, 3, 4, 5, 6]), randn([2, 3, 4, 5, 6]));
}
