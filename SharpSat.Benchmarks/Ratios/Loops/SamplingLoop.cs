using System.Diagnostics;
using SharpSat.Core.Configuration;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Loops;

/// <summary>
/// All sampling steps of a video, guidance and checks included, over the time inside the network: nano's, and one of a single block
/// of 2b's width, which a whole network would outweigh thirty times.
/// </summary>
internal static class SamplingLoop
{
    private static readonly string[] OneWideBlock =
    [
        "model.weights=null", "model.network.params.hidden_size=1920", "model.network.params.num_attention_heads=30", "model.network.params.num_layers=1",
        "model.network.params.latent_height=30", "model.network.params.latent_width=30", "sampling.height=240", "sampling.width=240",
    ];

    /// <summary>A ratio for each video, after one to warm up.</summary>
    public static IEnumerable<RatioRow> Measure(int videos) =>
    [
        Measure(new("sampling-loop, over the time in the network", "Float32", "one block, 1920 wide, 1149 tokens", 1.005, 1.01), OneWideBlock, 2, videos),
        Measure(new("sampling-loop, over the time in the network", "Float32", "nano"), [], 50, videos),
    ];

    private static RatioRow Measure(Target target, string[] changes, int steps, int videos)
    {
        var config = RunConfigFile.Load(["nano"], changes).Config;
        var settings = config.Sampling!;
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(config, factory);
        assembly.Load(ScalarType.Float32, CPU);
        assembly.Network.eval();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(4, "benchmark");
        var plan = SamplingRun.PlanOf(settings, factory) with { Steps = steps };
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
        return RatioRow.Of(target, ratios);

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
