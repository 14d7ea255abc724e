using SharpSat.Core.Context;
using SharpSat.Core.Tensors.Kernels.Attention;
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
        var key = RepeatHeads(args.Key_BNSD, heads);
        var value = RepeatHeads(args.Value_BNSD, heads);
        if (TrainsOnFewTokens(args) && args.DropoutRate == 0 && SmallAttention.Serves(args.Query_BNSD, key, value) && !context.TryGet(TransformerContext.LogAttentionWeights, out _))
        {
            return SmallAttention.Apply(args.Query_BNSD, key, value).MoveToOuterDisposeScope();
        }

        var fused = args.Mask.IsPlain && args.DropoutRate == 0 && !context.TryGet(TransformerContext.LogAttentionWeights, out _) && !TrainsOnFewTokens(args);
        var y = fused
            ? nn.functional.scaled_dot_product_attention(args.Query_BNSD, key, value, is_casual: args.Mask.IsCausal)
            : Explicit(args with { Key_BNSD = key, Value_BNSD = value }, context);
        return y.MoveToOuterDisposeScope();
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

    private static bool TrainsOnFewTokens(AttentionFnArgs args) =>
        is_grad_enabled() && args.Query_BNSD.requires_grad && args.Query_BNSD.device_type == DeviceType.CPU && args.Key_BNSD.size(2) <= FewTokens
        && args.Mask.Tensor is null && !args.Mask.IsCausal;

    private static Tensor RepeatHeads(Tensor x_BNSD, long heads)
    {
        var own = x_BNSD.size(1);
        return own == heads ? x_BNSD : x_BNSD.repeat_interleave(heads / own, 1);
    }
}
