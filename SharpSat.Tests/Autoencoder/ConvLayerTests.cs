using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Products;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

/// <summary>bfloat16 convolutions in float32, whatever this machine's processor is.</summary>
[NonParallelizable]
public sealed class ConvLayerTests
{
    // Large enough for the library's fast convolutions.
    private const int Size = 160;

    private bool _wasSlow;

    [SetUp]
    public void ChooseSlow() => (_wasSlow, BrainProcessor.IsSlow) = (BrainProcessor.IsSlow, true);

    [TearDown]
    public void ChooseAsBefore() => BrainProcessor.IsSlow = _wasSlow;

    [TestCase(new long[] { 3, 3, 3 }, 1)]
    [TestCase(new long[] { 1, 1, 1 }, 1)]
    [TestCase(new long[] { 3, 3 }, 2)]
    public void ShortConvolution_IsThatOfFloat32_RoundedOnce(long[] kernel, long stride) => RequireRoundedOnce(32, Size, kernel, stride);

    [Test]
    public void ManyFrames_GoThroughAFewAtATime()
    {
        // More numbers than are widened at a time.
        const int Large = 1024;
        Assert.That(16L * 5 * Large * Large, Is.GreaterThan(1 << 26));
        RequireRoundedOnce(16, Large, [3, 3, 3], 1);
    }

    [Test]
    public void WhatLearns_IsLeftToTheLibrary()
    {
        using var scope = NewDisposeScope();
        using var layer = New(32, [3, 3, 3], 1);
        var x = zeros([1, 32, 5, Size, Size], ScalarType.BFloat16);
        Assert.That(layer.ServesWide(x), Is.False);
        layer.Forward(x).sum().backward();
        Assert.That(layer.Bias.Value.grad!.count_nonzero().item<long>(), Is.EqualTo(32));
        using var guard = no_grad();
        Assert.That(layer.ServesWide(x));
    }

    private static void RequireRoundedOnce(int channels, int size, long[] kernel, long stride)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var noise = new NoiseSource(2, "convolution");
        using var layer = New(channels, kernel, stride);
        var x_BCTHW = noise.Normal([1, channels, 5, size, size], ScalarType.BFloat16, CPU);
        Assert.That(layer.ServesWide(x_BCTHW));
        var y_BCTHW = layer.Forward(x_BCTHW);
        var weight = kernel.Length == 2 ? layer.Weight.Value.unsqueeze(2) : layer.Weight.Value;
        var exact = nn.functional.conv3d(
            x_BCTHW.to(ScalarType.Float32), weight.to(ScalarType.Float32), layer.Bias.Value.to(ScalarType.Float32), strides: [1, stride, stride], padding: [0, kernel[^1] / 2, kernel[^1] / 2]);
        Assert.That(y_BCTHW.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(y_BCTHW.shape, Is.EqualTo(exact.shape));
        Assert.That(((y_BCTHW.to(ScalarType.Float32) - exact).abs() / exact.abs().clamp_min(1e-2)).max().item<float>(), Is.LessThan(0.00391));
    }

    private static ConvLayer New(int channels, long[] kernel, long stride)
    {
        var layer = new ConvLayer(channels, channels, kernel, stride);
        using var noise = new NoiseSource(1, "convolution");
        layer.Materialize(noise, ScalarType.BFloat16, CPU);
        return layer;
    }
}
