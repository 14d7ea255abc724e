using BenchmarkDotNet.Attributes;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Kernels;

/// <summary>
/// A bfloat16 projection, 1,920 to 5,760: the library's product, and what SharpSat makes of it (float32 where the processor has no fast
/// bfloat16 products, else the same).
/// </summary>
public class ProductBenchmarks : KernelBenchmarks
{
    private LinearLayer _linear = null!;
    private Tensor _x = null!;

    [Params(16, 64, 226, 1126)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var noise = new NoiseSource(1, "benchmark");
        _linear = new LinearLayer(1920, 5760);
        _linear.Materialize(noise, ScalarType.BFloat16, CPU);
        _x = noise.Normal([1, Tokens, 1920], ScalarType.BFloat16, CPU);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _linear.Dispose();
        _x.Dispose();
    }

    [Benchmark]
    public void Project()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _linear.Forward(_x);
    }
}
