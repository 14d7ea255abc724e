using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Attention;

// B batch, N heads, S query tokens, K key tokens, D head size, H = B * N.

/// <summary>
/// softmax(q k^T / sqrt(D)) v to train on few tokens: the products are the library's, scaling and softmax one pass in
/// place, and the backward pass keeps the probabilities instead of computing them again.
/// </summary>
internal static class SmallAttention
{
    /// <summary>Whether the kernel takes these heads.</summary>
    public static bool Serves(Tensor query_BNSD, Tensor key_BNSD, Tensor value_BNSD) =>
        KernelChoice.Serves(query_BNSD) && query_BNSD.dtype == ScalarType.Float32 && query_BNSD.dim() == 4
        && query_BNSD.dtype == key_BNSD.dtype && query_BNSD.dtype == value_BNSD.dtype && query_BNSD.size(0) == key_BNSD.size(0) && query_BNSD.size(1) == key_BNSD.size(1)
        && key_BNSD.shape.SequenceEqual(value_BNSD.shape) && query_BNSD.size(3) == key_BNSD.size(3);

    /// <summary>Attends; the result is [B, N, S, D], laid out as [B, S, N, D].</summary>
    public static Tensor Apply(Tensor query_BNSD, Tensor key_BNSD, Tensor value_BNSD)
    {
        using var scope = NewDisposeScope();
        var needed = KernelNode.IsNeeded(query_BNSD, key_BNSD, value_BNSD);
        Tensor y_BSND;
        using (no_grad())
        {
            var (q_HSD, k_HKD, v_HKD) = (Flat(query_BNSD), Flat(key_BNSD), Flat(value_BNSD));
            var p_HSK = q_HSD.bmm(k_HKD.transpose(1, 2));
            RowSoftmax.Forward(p_HSK, (float)(1 / Math.Sqrt(query_BNSD.size(3))));
            y_BSND = p_HSK.bmm(v_HKD).view(query_BNSD.shape).transpose(1, 2).contiguous();
            if (needed)
            {
                new SmallAttentionNode(q_HSD, k_HKD, v_HKD, p_HSK, query_BNSD.size(0)).Attach([y_BSND], [query_BNSD, key_BNSD, value_BNSD]);
            }
        }

        return y_BSND.transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>All heads of all samples one after the other, without gaps.</summary>
    internal static Tensor Flat(Tensor x_BNSD) => x_BNSD.contiguous().flatten(0, 1);
}
