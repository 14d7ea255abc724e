using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Networks;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Video-to-video and control video.</summary>
public sealed class VideoInputTests
{
    private static readonly CogVideoXConfig Controlled = TinyEngines.Network with { InChannels = 8 };

    private static readonly GenerationRequest Request = new()
    {
        Prompts = ["a red circle"],
        Frames = 5,
        Height = 16,
        Width = 24,
        Output = GenerationOutput.Latents,
        Plan = new SamplingPlan { Steps = 4, Sampler = new Ddim(), Guidance = new ClassifierFree(new() { Scale = 3 }) },
    };

    private Tensor _video = null!;

    [SetUp]
    public void MakeVideo()
    {
        using var scope = NewDisposeScope();
        _video = linspace(-1, 1, 5 * 3 * 16 * 24).view(1, 5, 3, 16, 24).DetachFromDisposeScope();
    }

    [TearDown]
    public void FreeVideo() => _video.Dispose();

    [TestCase(1.0, 4)]
    [TestCase(0.8, 3)]
    [TestCase(0.25, 1)]
    public void Strength_IsThePartOfTheStepsThatIsTaken_FromTheLastOnes(double strength, int steps)
    {
        using var engine = TinyEngines.Create();
        var timesteps = new List<float>();
        Generate(engine, Request with { Input = new VideoInput(_video, strength) }, report => timesteps.Add(report.Level.Timestep));
        var all = engine.Schedule.Trajectory(4);
        Assert.That(timesteps, Is.EqualTo(Enumerable.Range(4 - steps, steps).Select(i => all[i].Timestep)));
    }

    [Test]
    public void Strength_One_StartsFromPureNoise_SoTheVideoDoesNotMatter()
    {
        using var engine = TinyEngines.Create();
        using var other = _video.neg();
        var first = Generate(engine, Request with { Input = new VideoInput(_video, 1) });
        Assert.That(Generate(engine, Request with { Input = new VideoInput(other, 1) }), Is.EqualTo(first).Within(1e-5f));
        Assert.That(
            Generate(engine, Request with { Input = new VideoInput(other, 0.5) }),
            Is.Not.EqualTo(Generate(engine, Request with { Input = new VideoInput(_video, 0.5) })).Within(1e-5f));
    }

    [TestCase(0.0, "above 0")]
    [TestCase(1.5, "at most 1")]
    [TestCase(0.2, "Nearest: 0.25")]
    public void Strength_ThatLeavesNoStep_IsRefused(double strength, string rule)
    {
        using var engine = TinyEngines.Create();
        Refused(rule, engine, Request with { Input = new VideoInput(_video, strength) });
    }

    [Test]
    public void Control_AnotherVideo_GivesAnotherResult_AndDrawsNoPosterior()
    {
        using var engine = TinyEngines.Create(Controlled);
        using var other = _video.neg();
        var first = Generate(engine, Request with { Input = new ControlInput(_video) });
        Assert.That(Generate(engine, Request with { Input = new ControlInput(_video) }), Is.EqualTo(first));
        Assert.That(Generate(engine, Request with { Input = new ControlInput(other) }), Is.Not.EqualTo(first));
    }

    [Test]
    public void Input_OfTheWrongKindOrSize_IsRefusedWithoutWeights()
    {
        using var reads = new VideoDiffusionEngine(TinyEngines.Parts());
        using var controlled = new VideoDiffusionEngine(TinyEngines.Parts(Controlled));
        using var patched = new VideoDiffusionEngine(TinyEngines.Parts(TinyEngines.Network with { PatchSizeT = 2 }));
        using var scope = NewDisposeScope();
        using var two = _video.repeat(2, 1, 1, 1, 1);
        using var longer = _video.repeat_interleave(2, 1).narrow(1, 0, 9);
        Refused("text alone", reads, Request with { Input = new ControlInput(_video) });
        Refused("animates a picture", controlled, Request with { Input = new VideoInput(_video) });
        Refused("must agree", reads, Request with { Input = new VideoInput(_video), Frames = 9 });
        Refused("one for all", reads, Request with { Input = new VideoInput(two) });
        Refused("Nearest: 5 or 13", patched, Request with { Input = new VideoInput(longer), Frames = 9 });
    }

    [TestCase(6)]
    [TestCase(8)]
    public void Video_OfFramesPastTheLastGroup_IsTaken_WhereItIsEncodedInBatches(int frames)
    {
        using var batches = TinyEngines.Create(change: parts => parts with { Encoding = LatentEncoding.FrameBatches });
        using var whole = TinyEngines.Create();
        using var longer = _video.repeat_interleave(2, 1).narrow(1, 0, frames).contiguous();
        using var group = _video.repeat_interleave(2, 1).narrow(1, 0, 9).contiguous();
        var input = new VideoInput(longer, 0.5);
        Assert.That(
            Generate(batches, Request with { Input = input }),
            Has.Length.EqualTo(Generate(batches, Request with { Input = new VideoInput(_video, 0.5) }).Length));
        Refused("must agree", whole, Request with { Input = input });
        Refused("must agree", batches, Request with { Input = new VideoInput(group, 0.5) });
    }

    private static float[] Generate(VideoDiffusionEngine engine, GenerationRequest request, Action<SamplingStep>? onStep = null)
    {
        var video = new VideoPipeline(engine).GenerateAll(request, onStep: report => onStep?.Invoke(report.Step))[0];
        using (video)
        {
            return video.Latents_TCHW.data<float>().ToArray();
        }
    }

    private static void Refused(string what, VideoDiffusionEngine engine, GenerationRequest request) =>
        Assert.That(() => new VideoPipeline(engine).Check(request), Throws.TypeOf<InputException>().With.Message.Contains(what));
}
