using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Attention;

// B batch, S tokens, N heads, D head dim.

/// <summary>Fused scaled-dot-product attention against the explicit softmax path, forward only, B = 1, N = 8, D = 64.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class AttentionBenchmarks
{
    private const int Heads = 8;
    private const int HeadSize = 64;

    private Tensor _q_BNSD = null!;
    private Tensor _k_BNSD = null!;
    private Tensor _v_BNSD = null!;

    [Params(256, 1024, 2048)]
    public int Tokens { get; set; }

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        random.manual_seed(1);
        _q_BNSD = randn([1, Heads, Tokens, HeadSize]).to(Dtype);
        _k_BNSD = randn([1, Heads, Tokens, HeadSize]).to(Dtype);
        _v_BNSD = randn([1, Heads, Tokens, HeadSize]).to(Dtype);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _q_BNSD.Dispose();
        _k_BNSD.Dispose();
        _v_BNSD.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Explicit()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var scores_BNSS = _q_BNSD.mul(1 / Math.Sqrt(HeadSize)).matmul(_k_BNSD.transpose(2, 3));
        nn.functional.softmax(scores_BNSS, -1).matmul(_v_BNSD);
    }

    [Benchmark]
    public void Sdpa()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        nn.functional.scaled_dot_product_attention(_q_BNSD, _k_BNSD, _v_BNSD);
    }
}
