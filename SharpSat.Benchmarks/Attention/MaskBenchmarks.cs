using BenchmarkDotNet.Attributes;
using SharpSat.Core.Context;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Attention;

// B batch, N heads, S tokens, D head size.

/// <summary>The default attention with each kind of mask beside the library's fused attention without one: B = 1, N = 8, S = 1,126, D = 64, forward.</summary>
public class MaskBenchmarks
{
    private const int Tokens = 1126;
    private const int Seen = 256;
    private AttentionFnArgs _args;
    private AttentionMask _mask = AttentionMask.Full;

    [Params(MaskKind.Full, MaskKind.Causal, MaskKind.Padding, MaskKind.Band)]
    public MaskKind Mask { get; set; }

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        using var noise = new NoiseSource(1, "benchmark");
        var heads = Enumerable.Range(0, 3).Select(_ => noise.Normal([1, 8, Tokens, 64], Dtype, CPU)).ToList();
        _mask = Mask switch
        {
            MaskKind.Full => AttentionMask.Full,
            MaskKind.Causal => AttentionMask.Causal,
            MaskKind.Padding => AttentionMask.Of(Padding()),
            _ => AttentionMask.Of(Band()),
        };
        _args = new AttentionFnArgs(heads[0], heads[1], heads[2], _mask, 0, 0);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _args.Query_BNSD.Dispose();
        _args.Key_BNSD.Dispose();
        _args.Value_BNSD.Dispose();
        _mask.Tensor?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void SdpaWithoutMask()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        nn.functional.scaled_dot_product_attention(_args.Query_BNSD, _args.Key_BNSD, _args.Value_BNSD);
    }

    [Benchmark]
    public void Masked()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        ScaledDotProduct.Attention(_args, new ForwardContext());
    }

    private static Tensor Padding()
    {
        using var scope = NewDisposeScope();
        return arange(Tokens).lt(Tokens * 3 / 4).to(ScalarType.Float32).view(1, 1, 1, Tokens).MoveToOuterDisposeScope();
    }

    private static Tensor Band()
    {
        using var scope = NewDisposeScope();
        return ones(Tokens, Tokens).tril(Seen / 2).triu(-Seen / 2).MoveToOuterDisposeScope();
    }
}
