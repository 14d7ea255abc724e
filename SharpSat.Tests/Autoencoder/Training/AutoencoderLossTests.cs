using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder.Training;

public sealed class AutoencoderLossTests
{
    [Test]
    public void Terms_OfAKnownError_AreWhatTheFormulasSay()
    {
        using var scope = NewDisposeScope();
        // Mean 1, variance 1: divergence 0.5 nats per element.
        using var posterior = new GaussianPosterior(cat([ones([1, 2, 1, 2, 2]), zeros([1, 2, 1, 2, 2])], 1));
        var original = zeros([1, 3, 2, 4, 4]);
        var decoded = full([1, 3, 2, 4, 4], 0.2f);
        var l1 = new AutoencoderLoss(new AutoencoderLossParams { KlWeight = 0.01 }).Compute(decoded, original, posterior);
        var l2 = new AutoencoderLoss(new AutoencoderLossParams { Reconstruction = ReconstructionNorm.L2, KlWeight = 0 }).Compute(decoded, original, posterior);
        Assert.That(l1.Loss.item<float>(), Is.EqualTo(0.2 + 0.005).Within(1e-6));
        Assert.That(l2.Loss.item<float>(), Is.EqualTo(0.04).Within(1e-6));
        Assert.That(l1.Metrics["psnr"], Is.EqualTo(20).Within(1e-4));
        Assert.That(l1.Metrics["kl"], Is.EqualTo(0.5).Within(1e-6));
        Assert.That(l1.Metrics["latent_std"], Is.Zero);
        Assert.That(l1.Metrics, Does.Not.ContainKey("gradient"));
    }

    [Test]
    public void Gradient_OfAConstantError_IsZero_AndOfARampItsSlope()
    {
        using var scope = NewDisposeScope();
        using var posterior = new GaussianPosterior(zeros([1, 2, 1, 2, 2]));
        var loss = new AutoencoderLoss(new AutoencoderLossParams { KlWeight = 0, GradientWeight = 2 });
        var original = zeros([1, 1, 1, 3, 4]);
        Assert.That(loss.Compute(full([1, 1, 1, 3, 4], 0.5f), original, posterior).Metrics["gradient"], Is.Zero);
        var ramp = arange(4, ScalarType.Float32).mul(0.1).expand(1, 1, 1, 3, 4);
        var terms = loss.Compute(ramp, original, posterior);
        // Only height and width have neighbours; the slope is along the width alone.
        Assert.That(terms.Metrics["gradient"], Is.EqualTo(0.05).Within(1e-6));
        Assert.That(terms.Loss.item<float>(), Is.EqualTo(0.15 + 0.1).Within(1e-6));
    }

    [Test]
    public void NegativeWeights_AreRefused() =>
        Assert.That(
            () => new AutoencoderLoss(new AutoencoderLossParams { KlWeight = -1 }),
            Throws.TypeOf<InputException>().With.Message.Contains("KL weight is -1"));
}
