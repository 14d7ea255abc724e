using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

public sealed class GaussianPosteriorTests
{
    [Test]
    public void LogVariance_IsClamped_AndTheStandardNormalHasNoDivergence()
    {
        using var scope = NewDisposeScope();
        using var wild = new GaussianPosterior(tensor(new[] { 1f, 2f, -100f, 100f }).view(1, 4, 1, 1, 1));
        Assert.That(wild.LogVariance.data<float>().ToArray(), Is.EqualTo(new[] { -30f, 20f }));
        using var standard = new GaussianPosterior(zeros([1, 4, 1, 2, 2]));
        Assert.That(standard.Divergence().abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void Sample_HasThePosteriorsMeanAndDeviation()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "posterior");
        var moments = cat([full([1, 1, 1, 100, 100], 3f), full([1, 1, 1, 100, 100], 2 * Math.Log(0.5))], 1).to(ScalarType.Float32);
        using var posterior = new GaussianPosterior(moments);
        var sample = posterior.Sample(noise);
        Assert.That(sample.mean().item<float>(), Is.EqualTo(3).Within(0.02));
        Assert.That(sample.std().item<float>(), Is.EqualTo(0.5).Within(0.02));
    }
}
