using BenchmarkDotNet.Attributes;
using SharpSat.Benchmarks.Kernels;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Autoencoder;

/// <summary>CogVideoX's decoder with random weights: 3 latent frames of 8 x 8 to 9 frames of 64 x 64, in one piece and in chunks.</summary>
public class DecodeBenchmarks : KernelBenchmarks
{
    private VideoAutoencoder _autoencoder = null!;
    private Tensor _z_BCTHW = null!;

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var noise = new NoiseSource(1, "benchmark");
        _autoencoder = new VideoAutoencoder(new AutoencoderConfig());
        _autoencoder.Materialize(noise, Dtype, CPU);
        _autoencoder.eval();
        _z_BCTHW = noise.Normal([1, 16, 3, 8, 8], Dtype, CPU);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _autoencoder.Dispose();
        _z_BCTHW.Dispose();
    }

    [Benchmark]
    public void OnePiece()
    {
        using var guard = no_grad();
        _autoencoder.Decode(_z_BCTHW, TemporalGrouping.FirstFrameApart).Dispose();
    }

    [Benchmark]
    public void Chunks()
    {
        using var guard = no_grad();
        _autoencoder.DecodeChunked(_z_BCTHW, TemporalGrouping.FirstFrameApart).Dispose();
    }
}
