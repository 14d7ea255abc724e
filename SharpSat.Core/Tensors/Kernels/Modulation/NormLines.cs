using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

// B batch, Q the two streams, E width.

/// <summary>Norm weights and modulation as one factor and one offset for every sample and stream, float32: y = normed(x) * factor + offset.</summary>
/// <param name="Factor_BQE">weight * (1 + scale).</param>
/// <param name="Offset_BQE">bias * (1 + scale) + shift.</param>
/// <param name="Gain_BQE">1 + scale.</param>
/// <param name="Leading">Leading tokens.</param>
internal sealed record NormLines(Tensor Factor_BQE, Tensor Offset_BQE, Tensor Gain_BQE, int Leading)
{
    /// <summary>Joins them; small tensors, made once a call.</summary>
    public static NormLines Of(Tensor x_BSE, Tensor? weight_E, Tensor? bias_E, Tensor values_BP, int leading, StreamColumns shift, StreamColumns scale)
    {
        var width = x_BSE.size(2);
        var gain_BQE = Blocks(values_BP, scale, width).add_(1);
        var offset_BQE = Blocks(values_BP, shift, width);
        if (bias_E is not null)
        {
            offset_BQE.addcmul_(gain_BQE, bias_E.to(ScalarType.Float32), 1);
        }

        return new NormLines(weight_E is null ? gain_BQE : gain_BQE * weight_E.to(ScalarType.Float32), offset_BQE, gain_BQE, leading);
    }

    /// <summary>The blocks of both streams, float32 [B, 2, E], newly made.</summary>
    public static Tensor Blocks(Tensor values_BP, StreamColumns columns, long width) => stack(
        [values_BP.narrow(1, columns.Leading * width, width), values_BP.narrow(1, columns.Following * width, width)], 1).to(ScalarType.Float32);
}
