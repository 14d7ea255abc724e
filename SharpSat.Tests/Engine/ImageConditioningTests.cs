using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

public sealed class ImageConditioningTests
{
    private static readonly CogVideoXConfig Network = TinyEngines.Network with { InChannels = 8, OfsEmbedDim = 16 };

    private static readonly GenerationRequest Request = new()
    {
        Prompts = ["a red circle"],
        Frames = 5,
        Height = 16,
        Width = 24,
        Plan = new SamplingPlan { Steps = 2, Guidance = new ClassifierFree(new() { Scale = 3 }) },
    };

    [Test]
    public void Join_PutsTheScaledLatentFirst_AndZerosBehind()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(Network);
        using var noise = new NoiseSource(1, "posterior");
        using var again = new NoiseSource(1, "posterior");
        var image = rand([2, 3, 16, 24]);

        var joined = engine.Images.Join(new Conditioning { Text_BSE = zeros(2, 3, 6) }, engine.Images.Encode(image, noise), 3);

        var expected = engine.Latents.Encode(image.unsqueeze(1), again);
        Assert.That(joined.Concat_BTCHW!.shape, Is.EqualTo(new long[] { 2, 3, 4, 4, 6 }));
        Assert.That((joined.Concat_BTCHW.narrow(1, 0, 1) - expected).abs().max().item<float>(), Is.Zero);
        Assert.That(joined.Concat_BTCHW.narrow(1, 1, 2).abs().max().item<float>(), Is.Zero);
        Assert.That(joined.Ofs_B!.data<float>().ToArray(), Is.EqualTo(new[] { 2f, 2f }));
    }

    [Test]
    public void Training_ConditionsOnTheFirstFrame_LikeSampling()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create(Network);
        using var noise = new NoiseSource(1, "any");
        using var again = new NoiseSource(1, "any");
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        var video = rand([1, 5, 3, 16, 24]);
        using var batch = new VideoBatch { Video_BFCHW = video.clone().DetachFromDisposeScope(), Captions = ["a"] };

        var condition = step.Forward(batch, new TrainingDraws(noise, noise, noise, noise, noise)).Conditioning;

        var expected = engine.Images.Join(condition, engine.Images.Encode(video.select(1, 0), again), 2);
        Assert.That((condition.Concat_BTCHW! - expected.Concat_BTCHW!).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void Pipeline_AnotherPicture_GivesAnotherVideo()
    {
        using var engine = TinyEngines.Create(Network);
        using var dark = full([1, 3, 16, 24], -0.8);
        using var light = full([1, 3, 16, 24], 0.8);
        var pipeline = new VideoPipeline(engine);
        using var first = pipeline.Generate(Request with { Input = new PictureInput(dark) });
        using var second = pipeline.Generate(Request with { Input = new PictureInput(light) });
        Assert.That(second.Latents_TCHW.data<float>().ToArray(), Is.Not.EqualTo(first.Latents_TCHW.data<float>().ToArray()));
    }

    [Test]
    public void Pipeline_PictureMissingUnwantedOrOfAnotherSize_IsRefused()
    {
        using var animates = TinyEngines.Create(Network);
        using var reads = TinyEngines.Create();
        using var image = zeros([1, 3, 16, 16]);
        Refused("none is given", animates, Request);
        Refused("text alone", reads, Request with { Input = new PictureInput(image) });
        Refused("must agree", animates, Request with { Input = new PictureInput(image) });
    }

    [Test]
    public void Training_WithoutVideos_IsRefused()
    {
        using var engine = TinyEngines.Create(Network);
        using var streams = new NoiseStreams(1);
        using var batch = new VideoBatch { Latents_BCTHW = zeros([1, 4, 2, 4, 6]), Captions = ["a"] };
        var step = new DiffusionTrainingStep(engine, new UniformTimesteps(), new WeightedMse(new()));
        Assert.Throws<ArgumentException>(() => step.ComputeLoss(batch, new StepContext(1, streams, CPU, ScalarType.Float32)));
    }

    private static void Refused(string what, VideoDiffusionEngine engine, GenerationRequest request)
    {
        var error = Assert.Throws<InputException>(() => new VideoPipeline(engine).Check(request));
        Assert.That(error!.Message, Does.Contain(what));
    }
}
