using SharpSat.Core.Tensors;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

public sealed class ImageTrainingTests
{
    private static readonly CogVideoXConfig Network = TinyEngines.Network with { InChannels = 8 };

    [Test]
    public void AddNoise_Without_LeavesThePictureAndDrawsNothing()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "images");
        var before = noise.SaveState();
        var image = rand([2, 3, 8, 8]);
        Assert.That((new ImageTraining().AddNoise(image, noise) - image).abs().max().item<float>(), Is.Zero);
        Assert.That(noise.SaveState(), Is.EqualTo(before));
    }

    [Test]
    public void AddNoise_HasALevelForEachPicture_AroundTheMean()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(1, "images");
        var training = new ImageTraining { Noise = new ImageNoiseParams() };
        var noised = training.AddNoise(zeros(64, 3, 16, 16), noise);
        var levels = noised.square().mean([1, 2, 3]).sqrt().log();
        Assert.That(levels.mean().item<float>(), Is.EqualTo(-3).Within(0.2));
        Assert.That(levels.std().item<float>(), Is.EqualTo(0.5).Within(0.15));
    }

    [TestCase(0, 1.0f)]
    [TestCase(1, 0.0f)]
    public void Dropout_LeavesThePicturesOfAWholeBatchOut(double dropout, float kept)
    {
        var picture = Condition(new ImageTraining { Dropout = dropout });
        Assert.That(picture.First > 0, Is.EqualTo(kept > 0));
        Assert.That(picture.Others, Is.Zero);
    }

    [Test]
    public void Frames_Every_PutsThePictureInAllLatentFrames() =>
        Assert.That(Condition(new ImageTraining { Frames = ImageFrames.Every }).Others, Is.GreaterThan(0));

    [TestCase(ImageLatentScaling.Unscaled, 1)]
    [TestCase(ImageLatentScaling.Divide, 2)]
    public void Scaling_DividesTheLatentScaleOut(ImageLatentScaling scaling, int times)
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(Network);
        using var noise = new NoiseSource(1, "posterior");
        using var again = new NoiseSource(1, "posterior");
        var image = rand([1, 3, 16, 24]);
        var multiplied = engine.Images.Encode(image, noise)!;
        var other = engine.Images.Encode(image, again, scaling)!;
        Assert.That((multiplied / Math.Pow(engine.Latents.Scale, times)).allclose(other, atol: 1e-5));
    }

    private static (float First, float Others) Condition(ImageTraining training)
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(Network);
        using var noise = new NoiseSource(1, "any");
        using var batch = new VideoBatch { Video_BFCHW = rand([1, 5, 3, 16, 24]).DetachFromDisposeScope(), Captions = ["a"] };
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()), images: training);
        var concat = step.Forward(batch, new TrainingDraws(noise, noise, noise, noise, noise)).Conditioning.Concat_BTCHW!;
        return (concat.narrow(1, 0, 1).abs().max().item<float>(), concat.narrow(1, 1, concat.size(1) - 1).abs().max().item<float>());
    }
}
