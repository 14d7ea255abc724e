using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder.Training;

public sealed class AutoencoderTrainingStepTests
{
    [Test]
    public void AFewSteps_OnOneClip_LowerTheLoss()
    {
        using var autoencoder = TinyAutoencoders.Create();
        using var streams = new NoiseStreams(1);
        var step = new AutoencoderTrainingStep(autoencoder, new AutoencoderLoss(new AutoencoderLossParams { GradientWeight = 0.5 }));
        using var optimizer = optim.AdamW(autoencoder.parameters(), lr: 3e-3);
        using var clip = Clip();
        var losses = new List<double>();
        var live = 0L;
        for (var i = 1; i <= 25; i++)
        {
            using var scope = NewDisposeScope();
            var result = step.ComputeLoss(clip, new StepContext(i, streams, CPU, ScalarType.Float32));
            result.Loss.backward();
            optimizer.step();
            optimizer.zero_grad();
            losses.Add(result.Loss.item<float>());
            Assert.That(result.Metrics.Values, Has.All.Not.NaN);
            live = i == 5 ? Tensor.TotalCount : live;
        }

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(live));
        Assert.That(losses[^1], Is.LessThan(0.6 * losses[0]));
    }

    [Test]
    public void SameStreams_GiveTheSameLoss_AndIllegalClipsAreRefused()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = TinyAutoencoders.Create();
        var step = new AutoencoderTrainingStep(autoencoder, new AutoencoderLoss(new AutoencoderLossParams()));
        using var one = new NoiseStreams(3);
        using var two = new NoiseStreams(3);
        var first = step.ComputeLoss(Clip(), new StepContext(1, one, CPU, ScalarType.Float32));
        var second = step.ComputeLoss(Clip(), new StepContext(1, two, CPU, ScalarType.Float32));
        Assert.That(first.Loss.item<float>(), Is.EqualTo(second.Loss.item<float>()));
        Assert.That(
            () => step.ComputeLoss(zeros([1, 6, 3, 8, 8]), new StepContext(1, one, CPU, ScalarType.Float32)),
            Throws.TypeOf<InputException>().With.Message.EndsWith("Nearest: 5 or 9."));
    }

    [Test]
    public void LatentNoise_ReachesTheDecoder_AndLeavesThePosteriorAlone()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = TinyAutoencoders.Create();
        var metrics = new[] { 0, 0.5, 2.0 }.Select(size =>
        {
            using var streams = new NoiseStreams(3);
            var step = new AutoencoderTrainingStep(autoencoder, new AutoencoderLoss(new AutoencoderLossParams { LatentNoise = size }));
            return step.ComputeLoss(Clip(), new StepContext(1, streams, CPU, ScalarType.Float32)).Metrics;
        }).ToList();
        Assert.That(metrics.Select(m => m["kl"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(metrics.Select(m => m["reconstruction"]), Is.Unique);
        Assert.That(
            () => new AutoencoderLoss(new AutoencoderLossParams { LatentNoise = -1 }), Throws.InstanceOf<InputException>().With.Message.Contains("latent noise is -1"));
    }

    /// <summary>[1, 5, 3, 16, 16]: a bright square moving right on a dark ground.</summary>
    private static Tensor Clip()
    {
        var clip = full([1, 5, 3, 16, 16], -0.8f);
        for (var frame = 0; frame < 5; frame++)
        {
            clip[0, frame, .., 4..10, (2 + frame)..(8 + frame)] = 0.9f;
        }

        return clip;
    }
}
