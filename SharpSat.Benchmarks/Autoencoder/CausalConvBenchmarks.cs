using BenchmarkDotNet.Attributes;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Autoencoder;

// B batch, C channels, T frames, H, W.

/// <summary>A causal 3x3x3 convolution of 4 frames, alone and as one chunk of a clip, beside the library's on padded features; inference.</summary>
public class CausalConvBenchmarks
{
    private const int Frames = 4;
    private CausalConv3d _conv = null!;
    private ConvCache _cache = null!;
    private Tensor _x_BCTHW = null!;
    private Tensor _padded_BCTHW = null!;
    private Tensor _weight = null!;
    private Tensor _bias = null!;

    /// <summary>Fewer channels come with more pixels, as in the decoder: 60 x 90 and 15 x 22.</summary>
    [Params(128, 512)]
    public int Channels { get; set; }

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        using var noise = new NoiseSource(1, "benchmark");
        var (height, width) = (60 * 128 / Channels, 90 * 128 / Channels);
        _conv = new CausalConv3d(Channels, Channels);
        _conv.Materialize(noise, Dtype, CPU);
        var weights = _conv.NamedWeights().ToDictionary(w => w.Name, w => w.Weight.Value, StringComparer.Ordinal);
        (_weight, _bias) = (weights["conv.weight"], weights["conv.bias"]);
        _cache = new ConvCache();
        _x_BCTHW = noise.Normal([1, Channels, Frames, height, width], Dtype, CPU);
        _padded_BCTHW = noise.Normal([1, Channels, Frames + 2, height, width], Dtype, CPU);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _conv.Dispose();
        _cache.Dispose();
        _x_BCTHW.Dispose();
        _padded_BCTHW.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void BareConvolution()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        nn.functional.conv3d(_padded_BCTHW, _weight, _bias, padding: [0, 1, 1]);
    }

    [Benchmark]
    public void WholeClip() => Run(null);

    [Benchmark]
    public void ChunkOfAClip() => Run(_cache);

    private void Run(ConvCache? cache)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _conv.Forward(_x_BCTHW, cache);
    }
}
