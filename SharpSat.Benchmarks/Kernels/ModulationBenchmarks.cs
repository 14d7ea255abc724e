using BenchmarkDotNet.Attributes;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.Modulation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Kernels;

// B batch, S tokens, E width, P blocks of E values.

/// <summary>Adaptive layer norm and gated residual of 1,126 tokens, 226 of them text, forward.</summary>
public class ModulationBenchmarks : KernelBenchmarks
{
    private const int Width = 1920;
    private readonly TokenSplit _split = new(226, 900);
    private LayerNormLayer _norm = null!;
    private Tensor _x_BSE = null!;
    private Tensor _branch_BSE = null!;
    private Tensor _values_BP = null!;

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var noise = new NoiseSource(1, "benchmark");
        _norm = new LayerNormLayer(Width, 1e-5);
        _norm.Materialize(noise, Dtype, CPU);
        _x_BSE = noise.Normal([1, 1126, Width], Dtype, CPU);
        _branch_BSE = noise.Normal([1, 1126, Width], Dtype, CPU);
        _values_BP = noise.Normal([1, 12 * Width], Dtype, CPU);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _norm.Dispose();
        _x_BSE.Dispose();
        _branch_BSE.Dispose();
        _values_BP.Dispose();
    }

    [Benchmark]
    public void NormAndModulate()
    {
        using var guard = no_grad();
        _split.Modulate(_norm, _x_BSE, _values_BP, shift: new(6, 0), scale: new(7, 1)).Dispose();
    }

    [Benchmark]
    public void GatedResidual()
    {
        using var guard = no_grad();
        _split.AddGated(_x_BSE, _branch_BSE, _values_BP, gate: new(8, 2)).Dispose();
    }
}
