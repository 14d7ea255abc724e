using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

/// <summary>bfloat16 products in float32, whatever this machine's processor is.</summary>
[NonParallelizable]
public sealed class WideLinearTests
{
    private bool _wasSlow;

    [SetUp]
    public void ChooseSlow() => (_wasSlow, BrainProcessor.IsSlow) = (BrainProcessor.IsSlow, true);

    [TearDown]
    public void ChooseAsBefore() => BrainProcessor.IsSlow = _wasSlow;

    [TestCase(true)]
    [TestCase(false)]
    public void WideAndPlain_GiveTheSameNumbersAndGradients(bool bias)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "wide");
        var (x, weight, b) = (New(3, 70, 48), New(32, 48), New(32));
        Assert.That(WideLinear.Serves(x, 32));
        GradientComparison.Require(bias ? [x, weight, b] : [x, weight], () => LinearProduct.Apply(x, weight, bias ? b : null), 0.01);

        Tensor New(params long[] shape) => noise.Normal(shape, ScalarType.BFloat16, CPU).requires_grad_(true);
    }

    [Test]
    public void InputsWithGaps_AndASpreadGradient_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(5, "wide");
        var (x, weight) = (noise.Normal([48, 4, 70], ScalarType.BFloat16, CPU).requires_grad_(true), noise.Normal([32, 96], ScalarType.BFloat16, CPU).t().narrow(0, 0, 48).t().requires_grad_(true));
        var y = LinearProduct.Apply(x.permute(1, 2, 0), weight);
        y.sum().backward();
        var (actual, expected) = (x.grad!.to(ScalarType.Float32), weight.detach().to(ScalarType.Float32).sum(dim: 0).view(48, 1, 1));
        Assert.That((actual - expected).abs().max().item<float>(), Is.LessThan(0.004 * expected.abs().max().item<float>()));
    }

    [Test]
    public void WhatIsFrozen_GetsNoGradient()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(6, "wide");
        Tensor x = noise.Normal([70, 48], ScalarType.BFloat16, CPU), weight = noise.Normal([32, 48], ScalarType.BFloat16, CPU);
        var bias = zeros([32], ScalarType.BFloat16, requires_grad: true);
        LinearProduct.Apply(x, weight, bias).sum().backward();
        Assert.That(bias.grad!.eq(70).all().item<bool>());
        Assert.That(weight.grad, Is.Null);
    }

    [Test]
    public void ManyRows_GoThroughInPieces()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(2, "wide");
        var (x, weight) = (noise.Normal([9001, 1024], ScalarType.BFloat16, CPU), noise.Normal([1040, 1024], ScalarType.BFloat16, CPU));
        var (g_RO, exact) = (noise.Normal([9001, 1040], ScalarType.BFloat16, CPU), weight.to(ScalarType.Float32));
        Near(WideLinear.Apply(x, weight, null), x.to(ScalarType.Float32).matmul(exact.t()));
        Near(WideLinear.WeightGradient(g_RO, x), g_RO.to(ScalarType.Float32).t().matmul(x.to(ScalarType.Float32)));
        Near(WideLinear.BiasGradient(g_RO), g_RO.to(ScalarType.Float32).sum(dim: 0));

        // One rounding to eight bits.
        static void Near(Tensor actual, Tensor exact) =>
            Assert.That((actual.to(ScalarType.Float32) - exact).abs().max().item<float>() / exact.abs().max().item<float>(), Is.LessThan(0.004));
    }

    [Test]
    public void ResultsAreRoundedOnce()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(3, "wide");
        var (x, weight, bias) = (noise.Normal([64, 64], ScalarType.BFloat16, CPU), noise.Normal([32, 64], ScalarType.BFloat16, CPU), noise.Normal([32], ScalarType.BFloat16, CPU));
        var exact = nn.functional.linear(x.to(ScalarType.Float32), weight.to(ScalarType.Float32), bias.to(ScalarType.Float32));
        var apart = (WideLinear.Apply(x, weight, bias).to(ScalarType.Float32) - exact).abs() / exact.abs().clamp_min(1e-3);
        Assert.That(apart.max().item<float>(), Is.LessThan(0.00391));
    }

    [Test]
    public void OtherInputs_AreLeftToTheLibrary()
    {
        using var scope = NewDisposeScope();
        var x = zeros([64, 32], ScalarType.BFloat16);
        Assert.That(WideLinear.Serves(x, 16));
        Assert.That(WideLinear.Serves(x, 24), Is.False, "16 numbers at a time");
        Assert.That(WideLinear.Serves(x.narrow(0, 0, 63), 16), Is.False, "too few rows");
        Assert.That(WideLinear.Serves(x.to(ScalarType.Float32), 16), Is.False);
        BrainProcessor.IsSlow = false;
        Assert.That(WideLinear.Serves(x, 16), Is.False, "the processor is fast");
    }

    [Test]
    public void Int8Weights_GiveTheSameNumbersAndGradients()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(4, "wide");
        var layer = new LinearLayer(48, 32);
        layer.Materialize(noise, ScalarType.BFloat16, CPU);
        layer.Quantize();
        layer.Freeze();
        var x = noise.Normal([2, 50, 48], ScalarType.BFloat16, CPU).requires_grad_(true);
        GradientComparison.Require([x], () => layer.Forward(x), 0.01);

        layer.Bias!.Value.requires_grad_(true);
        layer.Forward(x.detach()).sum().backward();
        Assert.That(layer.Bias.Value.grad!.eq(100).all().item<bool>(), "a bias may learn alone");
    }
}
