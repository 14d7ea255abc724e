using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Tests.Engine;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Parity.Diffusers;
using SharpSat.Video.Samplers;
using SharpSat.Video.StepCaching;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.StepCaching;

public sealed class StepCacheTests
{
    private static readonly GenerationRequest Request = new()
    {
        Prompts = ["a red circle"],
        Frames = 5,
        Height = 16,
        Width = 24,
        Seed = 7,
        Output = GenerationOutput.Latents,
        Plan = new SamplingPlan { Steps = 10, Sampler = new Ddim(), Guidance = new ClassifierFree(new() { Scale = 3 }) },
    };

    [Test]
    public void Caches_ThatLeaveNothingOut_ChangeNothing()
    {
        using var engine = NewEngine();
        var plain = Latents(engine, null);
        Assert.That(Latents(engine, new PyramidAttentionBroadcast(new() { Every = 1 })), Is.EqualTo(plain));
        Assert.That(Latents(engine, new PyramidAttentionBroadcast(new() { Above = 1000 })), Is.EqualTo(plain));
        Assert.That(Latents(engine, new FasterCache(new() { AttentionEvery = 1, UnconditionalEvery = 1 })), Is.EqualTo(plain));
        Assert.That(Latents(engine, new FirstBlockCache(new() { Threshold = 0 })), Is.EqualTo(plain));
    }

    [Test]
    public void PyramidAttentionBroadcast_ComputesEveryOtherStepInItsRange()
    {
        using var engine = NewEngine();
        var calls = Watch(engine);
        Assert.That(Latents(engine, new PyramidAttentionBroadcast(new())), Is.Not.EqualTo(Latents(engine, null)));
        Assert.That(calls.AttentionBatches, Has.Count.EqualTo(7 + 10), "the timesteps 699, 499 and 299 are left out");
        Assert.That(calls.FeedForwards, Is.EqualTo(10 + 10));
    }

    [Test]
    public void FasterCache_RunsThePromptsHalfAlone_InMostLaterSteps()
    {
        using var engine = NewEngine();
        var calls = Watch(engine);
        var guessed = Latents(engine, new FasterCache(new() { UnconditionalEvery = 3 }));
        Assert.That(calls.AttentionBatches, Is.EqualTo(new long[] { 2, 2, 2, 2, 1, 2, 1, 2 }));
        Assert.That(guessed, Is.Not.EqualTo(Latents(engine, null)));
        Assert.That(guessed, Is.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void FasterCache_WithoutGuidance_LeavesAttentionOutAllTheSame()
    {
        using var engine = NewEngine();
        var calls = Watch(engine);
        _ = Latents(engine, new FasterCache(new()), new NoGuidance());
        Assert.That(calls.AttentionBatches, Has.Count.EqualTo(10 - 3).And.All.EqualTo(1), "499, 299 and 99 are odd calls below 681");
    }

    [Test]
    public void FirstBlockCache_LeavesTheOtherBlocksOut_WhereTheFirstChangesLittle()
    {
        using var engine = NewEngine();
        var calls = Watch(engine);
        _ = Latents(engine, new FirstBlockCache(new() { Threshold = 1e6 }));
        Assert.That(calls.AttentionBatches, Has.Count.EqualTo(10));
        Assert.That(calls.FeedForwards, Is.EqualTo(1));
    }

    [Test]
    public void FirstBlockCache_OnAnUntrainedNetwork_WhoseBlocksAddNothing_ComputesEverything()
    {
        using var engine = NewEngine();
        using (no_grad())
        {
            foreach (var weight in engine.Transformer.NamedWeights().Where(w => w.Name.Contains("adaLN_modulations", StringComparison.Ordinal)))
            {
                Tensor value = weight.Weight.Value;
                value.zero_();
            }
        }

        var calls = Watch(engine);
        _ = Latents(engine, new FirstBlockCache(new() { Threshold = 1e6 }));
        Assert.That(calls.FeedForwards, Is.EqualTo(10));
    }

    [Test]
    public void FirstBlockCache_OnOneBlock_IsRefused_AndLeavesTheNetworkAsItWas()
    {
        using var engine = TinyEngines.Create();
        var before = engine.Transformer.MixinNames;
        var error = Assert.Throws<InputException>(() => Latents(engine, new FirstBlockCache(new())));
        Assert.That(error!.Message, Does.Contain("only one"));
        Assert.That(engine.Transformer.MixinNames, Is.EqualTo(before));
    }

    [Test]
    public void Caches_ForgetTheRunBefore_AndLeakNothing()
    {
        using var engine = NewEngine();
        IStepCache[] caches = [new PyramidAttentionBroadcast(new()), new FasterCache(new()), new FirstBlockCache(new() { Threshold = 0.5 })];
        var first = caches.Select(cache => Latents(engine, cache)).ToList();
        var before = Tensor.TotalCount;
        var second = caches.Select(cache => Latents(engine, cache)).ToList();
        Assert.That(second, Is.EqualTo(first));
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
        Assert.That(engine.Transformer.MixinNames, Does.Not.Contain("step_cache"));
    }

    private static VideoDiffusionEngine NewEngine() => TinyEngines.Create(TinyEngines.Network with { NumLayers = 2 });

    private static LayerCalls Watch(VideoDiffusionEngine engine)
    {
        var calls = new LayerCalls();
        engine.Transformer.Add("calls", calls);
        return calls;
    }

    private static float[] Latents(VideoDiffusionEngine engine, IStepCache? cache, IGuidance? guidance = null)
    {
        using var video = new VideoPipeline(engine).Generate(Request with { Plan = Request.Plan with { Cache = cache, Guidance = guidance ?? Request.Plan.Guidance } });
        return video.Latents_TCHW.data<float>().ToArray();
    }
}
