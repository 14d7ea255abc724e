using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

public sealed class VideoPipelineTests
{
    private static readonly GenerationRequest Request = new()
    {
        Prompts = ["a red circle"],
        Frames = 5,
        Height = 16,
        Width = 24,
        Seed = 7,
        Plan = new SamplingPlan { Steps = 3, Guidance = new ClassifierFree(new() { Scale = 3 }) },
    };

    [Test]
    public void Generate_GivesPicturesOfTheAskedSize_AndReportsEveryStep()
    {
        using var engine = TinyEngines.Create();
        var reports = new List<GenerationProgress>();
        using var video = new VideoPipeline(engine).Generate(Request, reports.Add);
        Assert.That(video.Frames_FHWC.shape, Is.EqualTo(new long[] { 5, 16, 24, 3 }));
        Assert.That(video.Frames_FHWC.dtype, Is.EqualTo(ScalarType.Byte));
        Assert.That(video.Latents_TCHW.shape, Is.EqualTo(new long[] { 2, 4, 4, 6 }));
        Assert.That(reports.Where(r => r.Stage == GenerationStage.Denoising).Select(r => r.Done), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(reports[^1], Is.EqualTo(new GenerationProgress(GenerationStage.Decoding, 1, 1)));
    }

    [Test]
    public void Generate_DependsOnSeedPromptAndNegativePrompt_AndOnNothingElse()
    {
        using var engine = TinyEngines.Create();
        var same = Latents(engine, Request);
        Assert.That(Latents(engine, Request), Is.EqualTo(same));
        Assert.That(Latents(engine, Request with { Seed = 8 }), Is.Not.EqualTo(same));
        Assert.That(Latents(engine, Request with { Prompts = ["a blue square"] }), Is.Not.EqualTo(same));
        Assert.That(Latents(engine, Request with { NegativePrompts = ["blurry"] }), Is.Not.EqualTo(same));
        Assert.That(Latents(engine, Request with { Unconditional = UnconditionalText.EmptyCaption }), Is.Not.EqualTo(same));
    }

    [Test]
    public void Generate_WithATemporalPatch_DropsThePaddingFrames()
    {
        using var engine = TinyEngines.Create(TinyEngines.Network with { PatchSizeT = 2 });
        using var video = new VideoPipeline(engine).Generate(Request with { Frames = 9 });
        Assert.That(video.Latents_TCHW.shape[0], Is.EqualTo(3));
        Assert.That(video.Frames_FHWC.shape[0], Is.EqualTo(9));
    }

    [Test]
    public void Generate_BrokenWeights_StopInTheFirstStepAndSaySo()
    {
        using var engine = TinyEngines.Create();
        using (no_grad())
        {
            Tensor weight = engine.Transformer.NamedWeights().Single(w => w.Name == "time_embed.0.bias").Weight.Value;
            weight.fill_(double.NaN);
        }

        var error = Assert.Throws<NonFiniteLatentsException>(() => new VideoPipeline(engine).Generate(Request));
        Assert.That(error!.Message, Does.Contain("step 1 of 3").And.Contain("timestep 999"));
    }

    [Test]
    public void Generate_BrokenBlock_IsNamed_WithAndWithoutGuidance([Values] bool guided)
    {
        using var engine = TinyEngines.Create(TinyEngines.Network with { NumLayers = 3 });
        using (no_grad())
        {
            Tensor weight = engine.Transformer.NamedWeights().Single(w => w.Name == "transformer.layers.1.attention.dense.bias").Weight.Value;
            weight.fill_(double.PositiveInfinity);
        }

        var request = guided ? Request : Request with { Plan = new SamplingPlan { Steps = 3, Guidance = new NoGuidance() } };
        var error = Assert.Throws<NonFiniteLatentsException>(() => new VideoPipeline(engine).Generate(request));

        // The first time the engine kept what depends on the size alone.
        var before = Tensor.TotalCount;
        Assert.Throws<NonFiniteLatentsException>(() => new VideoPipeline(engine).Generate(request));
        Assert.That(error!.Message, Does.Contain($"and the first tensor that is not finite is the output of transformer.layers.1 [{(guided ? 2 : 1)}, "));
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void Generate_BrokenDecoder_NamesTheFrames_AndGivesNoVideo()
    {
        using var engine = TinyEngines.Create();
        using (no_grad())
        {
            Tensor weight = engine.Autoencoder.NamedWeights().Single(w => w.Name == "decoder.conv_out.conv.bias").Weight.Value;
            weight.fill_(double.NaN);
        }

        var error = Assert.Throws<NonFiniteFramesException>(() => new VideoPipeline(engine).Generate(Request));
        Assert.That(error!.Message, Does.Contain("frames 1 to "));
    }

    [Test]
    public void Generate_Cancelled_StopsBetweenSteps()
    {
        using var engine = TinyEngines.Create();
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => new VideoPipeline(engine).Generate(
            Request,
            report =>
            {
                steps = report.Done;
                cancel.Cancel();
            },
            cancel.Token));
        Assert.That(steps, Is.LessThan(2));
    }

    [Test]
    public void Check_RefusesBeforeAnyWork()
    {
        using var engine = new VideoDiffusionEngine(TinyEngines.Parts()); // the transformer is still on the meta device
        var pipeline = new VideoPipeline(engine);
        Assert.Throws<InputException>(() => pipeline.Generate(Request with { Prompts = [" "] }));
        Assert.Throws<InputException>(() => pipeline.Generate(Request with { Frames = 6 }));
        Assert.Throws<InputException>(() => pipeline.Generate(Request with { Unconditional = UnconditionalText.NegativePrompt }));
        Assert.Throws<InputException>(() => pipeline.Generate(Request with { Plan = Request.Plan with { Steps = 0 } }));
    }

    [Test]
    public void Generate_ManyTimes_LeaksNoTensors()
    {
        using var engine = TinyEngines.Create();
        var pipeline = new VideoPipeline(engine);
        Generate(pipeline);
        var before = Tensor.TotalCount;
        for (var i = 0; i < 3; i++)
        {
            Generate(pipeline);
        }

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    private static void Generate(VideoPipeline pipeline)
    {
        using var video = pipeline.Generate(Request with { Plan = Request.Plan with { Sampler = new Ddim() } });
        using var other = pipeline.Generate(Request);
    }

    private static float[] Latents(VideoDiffusionEngine engine, GenerationRequest request)
    {
        using var video = new VideoPipeline(engine).Generate(request);
        return video.Latents_TCHW.data<float>().ToArray();
    }
}
