using BenchmarkDotNet.Attributes;
using SharpSat.Benchmarks.Kernels;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Text;

// B batch, S tokens, E width.

/// <summary>One layer of T5-XXL with random weights on a prompt of 226 tokens, and the position bias that all layers share.</summary>
public class T5LayerBenchmarks : KernelBenchmarks
{
    private const int Tokens = 226;
    private T5Block _block = null!;
    private Tensor _x_BSE = null!;
    private Tensor _bias = null!;

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var guard = no_grad();
        using var noise = new NoiseSource(1, "benchmark");
        _block = new T5Block(T5Config.Xxl, ownsPositionBias: true);
        _block.Materialize(noise, Dtype, CPU);
        _x_BSE = noise.Normal([1, Tokens, T5Config.Xxl.ModelSize], Dtype, CPU);
        _bias = _block.Attention.PositionBias(Tokens);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _block.Dispose();
        _x_BSE.Dispose();
        _bias.Dispose();
    }

    [Benchmark]
    public void Layer()
    {
        using var guard = no_grad();
        _block.Forward(_x_BSE, _bias).Dispose();
    }

    [Benchmark]
    public void PositionBias()
    {
        using var guard = no_grad();
        _block.Attention.PositionBias(Tokens).Dispose();
    }
}
