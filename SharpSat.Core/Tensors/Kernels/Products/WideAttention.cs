using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

// B batch, N heads, S query tokens, K key tokens, D head size.

/// <summary>
/// The library's attention of bfloat16 heads, computed in float32 and rounded once at the end: 0.7 of the time where the processor
/// has no fast bfloat16 products. Without gradients; a few heads at a time.
/// </summary>
internal static class WideAttention
{
    // Numbers of one tensor's heads: 64 MiB.
    private const long MostNumbers = 1 << 24;

    /// <summary>Whether it takes these heads.</summary>
    public static bool Serves(Tensor query_BNSD) =>
        WideLinear.ServesType(query_BNSD) && query_BNSD.numel() > 0;

    /// <summary>Attends; the result is [B, N, S, D], laid out as [B, S, N, D].</summary>
    public static Tensor Apply(Tensor query_BNSD, Tensor key_BNKD, Tensor value_BNKD, bool isCausal)
    {
        using var scope = NewDisposeScope();
        var (batch, heads, tokens, size) = (query_BNSD.size(0), query_BNSD.size(1), query_BNSD.size(2), query_BNSD.size(3));
        var y_BNSD = KernelTensor.New([batch, tokens, heads, size], ScalarType.BFloat16).transpose(1, 2);
        foreach (var (head, count) in new EvenPieces(heads, MostNumbers / (batch * Math.Max(tokens, key_BNKD.size(2)) * size)))
        {
            using var part = NewDisposeScope();
            var (q, k, v) = (Heads(query_BNSD), Heads(key_BNKD), Heads(value_BNKD));
            y_BNSD.narrow(1, head, count).copy_(nn.functional.scaled_dot_product_attention(q, k, v, is_casual: isCausal));

            Tensor Heads(Tensor x) => WideLinear.Widen(x.narrow(1, head, count));
        }

        return y_BNSD.MoveToOuterDisposeScope();
    }
}
