using System.Diagnostics;
using SharpSat.Core.Configuration;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Loops;

/// <summary>All of a preset's sampling steps, guidance and checks included, over the time inside the network.</summary>
internal static class SamplingLoop
{
    private const string Preset = "nano";
    private const int Steps = 20;

    /// <summary>A ratio for each video, after one to warm up.</summary>
    public static IEnumerable<RatioRow> Measure(int videos)
    {
        var config = RunConfigFile.Load([Preset]).Config;
        var settings = config.Sampling!;
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(config, factory);
        assembly.Load(ScalarType.Float32, CPU);
        assembly.Network.eval();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(4, "benchmark");
        var plan = SamplingRun.PlanOf(settings, factory) with { Steps = Steps };
        var shape = assembly.Engine.Sizes.Latents(settings.Frames, settings.Height, settings.Width);
        var network = assembly.Network.Config;
        Conditioning conditional = Condition(), unconditional = Condition();
        var ratios = Enumerable.Range(0, videos + 1).Select(_ =>
        {
            var timed = new Timed(assembly.Network);
            var watch = Stopwatch.StartNew();
            new LatentSampler(assembly.Engine, timed).Sample(plan, shape, conditional, unconditional, noise, noise).Dispose();
            return watch.Elapsed / timed.Inside;
        }).Skip(1).ToList();
        return [RatioRow.Of(new Target("sampling-loop, over the time in the network", "Float32", $"{Preset}, {Steps} steps", 1.005, 1.01), ratios)];

        Conditioning Condition() => new() { Text_BSE = noise.Normal([1, network.TextLength, network.TextHiddenSize], ScalarType.Float32, CPU) };
    }

    private sealed class Timed(INetwork inner) : INetwork
    {
        private readonly Stopwatch _watch = new();

        public TimeSpan Inside => _watch.Elapsed;

        public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
        {
            _watch.Start();
            var y_BTCHW = inner.Predict(x_BTCHW, timestep_B, conditioning);
            _watch.Stop();
            return y_BTCHW;
        }
    }
}
