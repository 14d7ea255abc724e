using System.Diagnostics;
using SharpSat.Core.Training.Memory;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.RealSize;

/// <summary>Builds a preset's parts one at a time, runs each once and gives its memory back.</summary>
internal static class RealParts
{
    private const int ChunkLatents = 3;

    /// <summary>One prompt through the text encoder.</summary>
    public static PartFigures TextEncoder(ModelSection model, MeasuredRates rates)
    {
        var config = model.Text.Params!;
        var length = RealSizeRun.Params<CogVideoXConfig>(model.Network).TextLength;
        using var encoder = new T5Encoder(config);
        var ids_BS = randint(config.VocabularySize, [1, length], ScalarType.Int64);

        // q, k, v and o, then the gated feed-forward.
        var inner = (long)config.Heads * config.HeadSize;
        var products = 2.0 * length * config.Layers * ((4.0 * config.ModelSize * inner) + (3.0 * config.ModelSize * config.FeedForwardSize));
        return Measure($"text encoder, {length} tokens", encoder, () => encoder.Forward(ids_BS), products, 4.0 * length * length * inner * config.Layers, rates);
    }

    /// <summary>The first chunk of a clip through the autoencoder's decoder.</summary>
    public static PartFigures Autoencoder(ModelSection model, SamplingSection sampling, MeasuredRates rates)
    {
        using var autoencoder = new VideoAutoencoder(model.Autoencoder.Params);
        var space = autoencoder.Sizes.SpatialCompression;
        var z_BCTHW = randn([1, model.Autoencoder.Params.LatentChannels, ChunkLatents, sampling.Height / space, sampling.Width / space], ScalarType.BFloat16);
        return Measure(
            $"decoder, {ChunkLatents} latent frames of {sampling.Height}x{sampling.Width}",
            autoencoder,
            () => autoencoder.DecodeChunked(z_BCTHW, TemporalGrouping.FirstFrameApart),
            0,
            0,
            rates);
    }

    /// <summary>One forward pass of the network at batch 1.</summary>
    public static PartFigures Network(ModelSection model, SamplingSection sampling, int frames, MeasuredRates rates)
    {
        var config = RealSizeRun.Params<CogVideoXConfig>(model.Network);
        using var network = new CogVideoXTransformer(config);
        var latents = new VideoSizeRules(config, model.Autoencoder.Params).Latents(frames, sampling.Height, sampling.Width);
        var x_BTCHW = randn([1, latents.Frames, config.InChannels, latents.Height, latents.Width], ScalarType.BFloat16);
        var conditioning = new Conditioning
        {
            Text_BSE = randn([1, config.TextLength, config.TextHiddenSize], ScalarType.BFloat16),
            Ofs_B = config.OfsEmbedDim is null ? null : full([1], 2.0),
        };
        var timestep_B = full([1], 500.0);
        var grid = config.Patch.GridOf(latents.Frames, latents.Height, latents.Width);
        double tokens = config.TextLength + (grid.Count);
        double width = config.HiddenSize;
        return Measure(
            FormattableString.Invariant($"network, {frames} frames, {tokens:N0} tokens"),
            network,
            () => network.Predict(x_BTCHW, timestep_B, conditioning),
            2 * 12 * width * width * tokens * config.NumLayers,
            4 * tokens * tokens * width * config.NumLayers,
            rates);
    }

    private static PartFigures Measure(string what, nn.Module module, Func<Tensor> pass, double products, double attention, MeasuredRates rates)
    {
        using var scope = NewDisposeScope();
        module.eval();
        long bytes = 0;
        var filling = PeakMemory.Of(() => bytes = RealSizeRun.Fill(module));
        var (clock, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var peak = PeakMemory.Of(() => pass().Dispose());
        var processor = Process.GetCurrentProcess().TotalProcessorTime - before;
        return new PartFigures(what, bytes, filling, peak, clock.Elapsed.TotalSeconds, processor.TotalSeconds, products, attention, rates);
    }
}
