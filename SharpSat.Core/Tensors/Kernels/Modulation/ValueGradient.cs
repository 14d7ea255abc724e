using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

/// <summary>The gradient of all values made from the time, of which a kernel has used some blocks.</summary>
internal static class ValueGradient
{
    /// <summary>[B, P] with the blocks given, the others zero.</summary>
    /// <param name="values_BP">Shape and type.</param>
    /// <param name="leading">Leading tokens; without any, their blocks get nothing.</param>
    /// <param name="blocks">Where blocks stand, and their gradients [B, 2, E].</param>
    public static Tensor Of(Tensor values_BP, int leading, params ReadOnlySpan<(StreamColumns Columns, Tensor Gradient_BQE)> blocks)
    {
        var gradient_BP = zeros_like(values_BP, ScalarType.Float32);
        foreach (var (columns, gradient_BQE) in blocks)
        {
            var width = gradient_BQE.size(2);
            for (var stream = leading > 0 ? 0 : 1; stream < 2; stream++)
            {
                gradient_BP.narrow(1, columns[stream] * width, width).copy_(gradient_BQE.select(1, stream));
            }
        }

        return gradient_BP.to(values_BP.dtype);
    }
}
