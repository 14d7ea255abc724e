using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

public sealed class TrainingPrecisionTests
{
    private static readonly string[] _captions = ["a", "b"];

    [TestCase(ScalarType.BFloat16, 0.02)]
    [TestCase(ScalarType.Float16, 0.004)]
    public void ShortActivations_GiveNearlyTheSameGradients_InFloat32(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (loss, gradients) = Step(ScalarType.Float32);
        var (shortLoss, shortGradients) = Step(dtype);
        Assert.That(shortLoss, Is.EqualTo(loss).Within(tolerance * loss));
        Assert.That(shortLoss, Is.Not.EqualTo(loss), "the activations are short");
        Assert.That(shortGradients.dtype, Is.EqualTo(ScalarType.Float32));
        var off = ((shortGradients - gradients).norm() / gradients.norm()).item<float>();
        Assert.That(off, Is.LessThan(3 * tolerance));
    }

    [Test]
    public void ShortActivations_ComeBackFromTheNetwork()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create();
        engine.Transformer.ComputeType = ScalarType.BFloat16;
        var text_BSE = engine.Conditioner.Condition(["a"]).Text_BSE;
        var y = engine.Transformer.Predict(rand([1, 2, 4, 8, 12]), ones(1), new Conditioning { Text_BSE = text_BSE });
        Assert.That(y.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(engine.Transformer.NamedWeights().Select(w => w.Weight.Value.dtype), Is.All.EqualTo(ScalarType.Float32));
    }

    private static (double Loss, Tensor Gradients) Step(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create();
        using var streams = new NoiseStreams(5);
        using var batch = new VideoBatch { Latents_BCTHW = streams["data"].Normal([2, 4, 2, 8, 12], ScalarType.Float32, CPU), Captions = _captions };
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        var loss = step.ComputeLoss(batch, new StepContext(1, streams, CPU, dtype)).Loss;
        Assert.That(loss.dtype, Is.EqualTo(ScalarType.Float32), "it is averaged in float32");
        loss.backward();
        var gradients = cat(engine.Transformer.parameters().Where(p => p.grad is not null).Select(p => p.grad!.flatten()).ToArray());
        return (loss.ToDouble(), gradients.MoveToOuterDisposeScope());
    }
}
