using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Several prompts and several videos of each in one batch.</summary>
public sealed class GenerationBatchTests
{
    private static readonly GenerationRequest Request = new()
    {
        Prompts = ["a red circle", "a blue square"],
        Frames = 5,
        Height = 16,
        Width = 24,
        Seed = 7,
        Output = GenerationOutput.Latents,
        Plan = new SamplingPlan { Steps = 2, Guidance = new ClassifierFree(new() { Scale = 3 }) },
    };

    [Test]
    public void GenerateAll_EachVideo_IsThatOfItsPromptAndSeedAlone()
    {
        using var engine = TinyEngines.Create();
        var both = Latents(engine, Request with { VideosPerPrompt = 2 });
        Assert.That(both, Has.Count.EqualTo(4));
        for (var i = 0; i < 4; i++)
        {
            var alone = Latents(engine, Request with { Prompts = [Request.Prompts[i / 2]], Seed = 7 + i })[0];
            Assert.That(both[i], Is.EqualTo(alone).Within(1e-5f), $"video {i}");
        }
    }

    [Test]
    public void GenerateAll_NegativePrompts_AreOneForAllOrOneEach()
    {
        using var engine = TinyEngines.Create();
        var shared = Latents(engine, Request with { NegativePrompts = ["blurry"] });
        var each = Latents(engine, Request with { NegativePrompts = ["blurry", "dark"] });
        Assert.That(each[0], Is.EqualTo(shared[0]).Within(1e-5f));
        Assert.That(each[1], Is.Not.EqualTo(shared[1]).Within(1e-5f));
    }

    [Test]
    public void GenerateAll_StepCallback_SeesEveryStepOfAllVideos_AndMayStopTheRun()
    {
        using var engine = TinyEngines.Create();
        var seen = new List<(int Index, long Videos)>();
        Dispose(new VideoPipeline(engine).GenerateAll(Request, onStep: report => seen.Add((report.Step.Index, report.Latents_BTCHW.shape[0]))));
        Assert.That(seen, Is.EqualTo(new[] { (0, 2L), (1, 2L) }));
        Assert.Throws<OperationCanceledException>(() => new VideoPipeline(engine).GenerateAll(Request, onStep: _ => throw new OperationCanceledException()));
    }

    [Test]
    public void Generate_OfSeveralVideos_IsRefused()
    {
        using var engine = TinyEngines.Create();
        Assert.Throws<InputException>(() => new VideoPipeline(engine).Generate(Request));
    }

    [Test]
    public void Check_CountsThatDoNotGoTogether_AreRefused()
    {
        using var engine = TinyEngines.Create();
        var pipeline = new VideoPipeline(engine);
        Refused("No prompt", Request with { Prompts = [] });
        Refused("the least is 1", Request with { VideosPerPrompt = 0 });
        Refused("one for all, or one for each", Request with { NegativePrompts = ["a", "b", "c"] });

        void Refused(string what, GenerationRequest request) =>
            Assert.That(() => pipeline.Check(request), Throws.TypeOf<InputException>().With.Message.Contains(what));
    }

    [Test]
    public void Output_ChoosesBytesFloatsOrLatents()
    {
        using var scope = NewDisposeScope();
        using var engine = TinyEngines.Create();
        var pipeline = new VideoPipeline(engine);
        var one = Request with { Prompts = ["a"] };
        using var bytes = pipeline.Generate(one with { Output = GenerationOutput.Bytes, Rounding = PixelRounding.HalfToEven });
        using var floats = pipeline.Generate(one with { Output = GenerationOutput.Floats });
        using var latents = pipeline.Generate(one);
        Assert.That(bytes.Frames_FHWC.dtype, Is.EqualTo(ScalarType.Byte));
        Assert.That(((floats.Frames_FHWC * 255) - bytes.Frames_FHWC).abs().max().item<float>(), Is.LessThanOrEqualTo(0.501f));
        Assert.Throws<InvalidOperationException>(() => _ = latents.Frames_FHWC);
        Assert.That(latents.Latents_TCHW.data<float>().ToArray(), Is.EqualTo(floats.Latents_TCHW.data<float>().ToArray()));
    }

    [Test]
    public void StartLatents_TakeThePlaceOfTheDrawnNoise()
    {
        using var engine = TinyEngines.Create();
        using var start = zeros([1, 2, 4, 4, 6]);
        var request = Request with { Plan = Request.Plan with { Sampler = new Ddim() } };
        var drawn = Latents(engine, request);
        var given = Latents(engine, request with { StartLatents_BTCHW = start });
        Assert.That(given, Is.EqualTo(Latents(engine, request with { StartLatents_BTCHW = start, Seed = 99 })), "nothing else is drawn");
        Assert.That(given[0], Is.Not.EqualTo(drawn[0]));
        using var wrong = zeros([1, 3, 4, 4, 6]);
        Assert.That(
            () => new VideoPipeline(engine).Check(request with { StartLatents_BTCHW = wrong }),
            Throws.TypeOf<InputException>().With.Message.Contains("[2, 2, 4, 4, 6]"));
    }

    private static List<float[]> Latents(VideoDiffusionEngine engine, GenerationRequest request)
    {
        var videos = new VideoPipeline(engine).GenerateAll(request);
        var latents = videos.Select(video => video.Latents_TCHW.data<float>().ToArray()).ToList();
        Dispose(videos);
        return latents;
    }

    private static void Dispose(IReadOnlyList<GeneratedVideo> videos)
    {
        foreach (var video in videos)
        {
            video.Dispose();
        }
    }
}
