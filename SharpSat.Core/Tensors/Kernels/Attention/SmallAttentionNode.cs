using SharpSat.Core.Tensors.Kernels.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Attention;

/// <summary>The backward pass of <see cref="SmallAttention"/>.</summary>
internal sealed class SmallAttentionNode : KernelNode
{
    private readonly Tensor _q_HSD;
    private readonly Tensor _k_HKD;
    private readonly Tensor _v_HKD;
    private readonly Tensor _p_HSK;
    private readonly long _batch;

    public SmallAttentionNode(Tensor q_HSD, Tensor k_HKD, Tensor v_HKD, Tensor p_HSK, long batch)
    {
        (_q_HSD, _k_HKD, _v_HKD, _p_HSK) = (Save(q_HSD), Save(k_HKD), Save(v_HKD), Save(p_HSK));
        _batch = batch;
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients)
    {
        if (gradients[0] is not { } given_BSND)
        {
            return [null, null, null];
        }

        var g_HSD = SmallAttention.Flat(given_BSND.transpose(1, 2));
        var dv_HKD = _p_HSK.transpose(1, 2).bmm(g_HSD);
        var ds_HSK = g_HSD.bmm(_v_HKD.transpose(1, 2));
        RowSoftmax.Backward(_p_HSK, ds_HSK, (float)(1 / Math.Sqrt(_q_HSD.size(2))));
        return [Heads(ds_HSK.bmm(_k_HKD)), Heads(ds_HSK.transpose(1, 2).bmm(_q_HSD)), Heads(dv_HKD)];
    }

    private Tensor Heads(Tensor x_HSD) => x_HSD.unflatten(0, [_batch, -1]);
}
