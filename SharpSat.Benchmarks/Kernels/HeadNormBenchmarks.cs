using BenchmarkDotNet.Attributes;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Heads;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Kernels;

// B batch, S tokens, N heads, D head size.

/// <summary>The norm of every head of the queries (QK-norm), read from the fused projection where they stand: N = 30, D = 64, 1,126 tokens, forward.</summary>
public class HeadNormBenchmarks : KernelBenchmarks
{
    private const int Heads = 30;
    private const int HeadSize = 64;
    private LayerNormLayer _norm = null!;
    private Tensor _projected_BSE = null!;
    private Tensor _query_BNSD = null!;

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var noise = new NoiseSource(1, "benchmark");
        _norm = new LayerNormLayer(HeadSize, 1e-6);
        _norm.Materialize(noise, Dtype, CPU);
        _projected_BSE = noise.Normal([1, 1126, 3 * Heads * HeadSize], Dtype, CPU);
        using var scope = NewDisposeScope();
        _query_BNSD = _projected_BSE.narrow(2, 0, Heads * HeadSize).unflatten(2, [Heads, HeadSize]).transpose(1, 2).DetachFromDisposeScope();
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _norm.Dispose();
        _query_BNSD.Dispose();
        _projected_BSE.Dispose();
    }

    [Benchmark]
    public void NormHeads()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (HeadKernel.Serves(_query_BNSD))
        {
            HeadKernel.Apply(_query_BNSD, HeadNorm.Of(_norm), null);
        }
        else
        {
            _norm.Forward(_query_BNSD);
        }
    }
}
