using SharpSat.Core.Context;
using SharpSat.Core.Tensors.Kernels.Attention;
using SharpSat.Core.Tensors.Kernels.Gradients;
using SharpSat.Core.Tensors.Kernels.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>The default attention. Legend: B batch, N heads, S tokens, D head size.</summary>
public static class ScaledDotProduct
{
    // Up to here the written-out product's backward pass is the faster one on a CPU, and its scores take little memory.
    private const long FewTokens = 192;

    /// <summary>Fused kernel for full and causal masks without dropout or added weights (but not to train on few tokens), else the explicit product; multi-query heads are repeated.</summary>
    public static Tensor Attention(AttentionFnArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var heads = args.Query_BNSD.size(1);
        var (query, key, value) = (args.Query_BNSD, RepeatHeads(args.Key_BNSD, heads), RepeatHeads(args.Value_BNSD, heads));
        if (!args.Mask.IsPlain || args.DropoutRate != 0 || context.TryGet(TransformerContext.LogAttentionWeights, out _))
        {
            return Explicit(args with { Key_BNSD = key, Value_BNSD = value }, context).MoveToOuterDisposeScope();
        }

        if (!WideAttention.Serves(query))
        {
            return Plain(query, key, value).MoveToOuterDisposeScope();
        }

        var y = KernelNode.IsNeeded(query, key, value)
            ? Plain(query.to(ScalarType.Float32), key.to(ScalarType.Float32), value.to(ScalarType.Float32)).to(query.dtype)
            : WideAttention.Apply(query, key, value, args.Mask.IsCausal);
        return y.MoveToOuterDisposeScope();

        Tensor Plain(Tensor q, Tensor k, Tensor v) => TrainsOnFewTokens(q, k, args.Mask)
            ? SmallAttention.Serves(q, k, v) ? SmallAttention.Apply(q, k, v) : Explicit(args with { Query_BNSD = q, Key_BNSD = k, Value_BNSD = v }, context)
            : nn.functional.scaled_dot_product_attention(q, k, v, is_casual: args.Mask.IsCausal);
    }

    /// <summary>The same mathematics written out: softmax of the scaled, weighted, masked scores, dropout, product with the values.</summary>
    public static Tensor Explicit(AttentionFnArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var query = args.Query_BNSD / Math.Sqrt(args.Query_BNSD.size(-1));
        var scores = matmul(query, args.Key_BNSD.transpose(-1, -2));
        if (context.TryGet(TransformerContext.LogAttentionWeights, out var weights))
        {
            scores = scores + weights.to(scores.dtype);
        }

        var probabilities = Dropout.Apply(args.Mask.Apply(scores).softmax(-1), args.DropoutRate, context);
        return matmul(probabilities, args.Value_BNSD).MoveToOuterDisposeScope();
    }

    private static bool TrainsOnFewTokens(Tensor query_BNSD, Tensor key_BNSD, AttentionMask mask) =>
        is_grad_enabled() && query_BNSD.requires_grad && query_BNSD.device_type == DeviceType.CPU && key_BNSD.size(2) <= FewTokens
        && mask.Tensor is null && !mask.IsCausal;

    private static Tensor RepeatHeads(Tensor x_BNSD, long heads)
    {
        var own = x_BNSD.size(1);
        return own == heads ? x_BNSD : x_BNSD.repeat_interleave(heads / own, 1);
    }
}
