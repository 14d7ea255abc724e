using System.Diagnostics;
using SharpSat.Core.Configuration;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Profiling;

/// <summary>Times the sampling of a video: some steps stand for all.</summary>
internal sealed class SamplingProfiler(RunConfig config, ScalarType dtype, Device device)
{
    private const string Text = "text encoder";
    private const string Network = "network";
    private const string Decoder = "autoencoder, decoding";
    private const string Rest = "sampler and guidance";
    private readonly SamplingSection _settings = config.Sampling!;

    /// <summary>Takes so many steps, after one to warm up.</summary>
    public PassProfile Measure(int steps)
    {
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(config, factory, _settings);
        assembly.Load(dtype, device);
        assembly.Quantize();
        assembly.CastNetwork(dtype, device);
        assembly.Network.eval();
        var plan = SamplingRun.PlanOf(_settings, factory);
        Sample(assembly.Engine, plan with { Steps = 1 }, new StageClock());

        var (clock, hooks) = (new StageClock(), new HookProfile());
        assembly.Network.Observe(hooks);
        var denoising = Sample(assembly.Engine, plan with { Steps = steps }, clock);
        var rest = (denoising / steps) - clock.Milliseconds(Network);
        var all = clock.Milliseconds(Text) + (denoising / steps * _settings.Steps) + clock.Milliseconds(Decoder);
        return new PassProfile(
            [
                new(Text, "video", clock.Milliseconds(Text), clock.Milliseconds(Text) / all, clock.PeakMib(Text)),
                new(Network, "step", clock.Milliseconds(Network), clock.Milliseconds(Network) * _settings.Steps / all, clock.PeakMib(Network)),
                new(Rest, "step", rest, rest * _settings.Steps / all, null),
                new(Decoder, "video", clock.Milliseconds(Decoder), clock.Milliseconds(Decoder) / all, clock.PeakMib(Decoder)),
            ],
            hooks.Blocks(steps),
            hooks.Links(steps));
    }

    // Milliseconds of all steps together.
    private double Sample(VideoDiffusionEngine engine, SamplingPlan plan, StageClock clock)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var request = new GenerationRequest
        {
            Prompts = ["a red circle moving left on a black background"],
            Unconditional = _settings.Unconditional,
            Input = engine.Images.Needed ? new PictureInput(zeros([1, 3, _settings.Height, _settings.Width])) : null,
            Frames = _settings.Frames,
            Height = _settings.Height,
            Width = _settings.Width,
            Plan = plan,
        };
        var shape = RequestRules.Check(engine, request);
        using var seeded = new SeededGeneration(request.Seed, request.Count);
        var (conditional, unconditional) = clock.Time(Text, () => new ConditionBuilder(engine).Build(request, shape, seeded.Noise));
        var start = StartBuilder.Build(engine, request, shape, seeded.Noise);
        var watch = Stopwatch.StartNew();
        var latents_BTCHW = new LatentSampler(engine, new TimedNetwork(engine.Transformer, clock, Network))
            .Sample(plan, start, conditional, unconditional, seeded.Noise.Sampler, progress: null);
        var denoising = watch.Elapsed.TotalMilliseconds;
        clock.Time(Decoder, () => engine.Latents.DecodeFrames(latents_BTCHW.narrow(1, shape.Padding, shape.Frames - shape.Padding), _settings.Rounding));
        return denoising;
    }
}
