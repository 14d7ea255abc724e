using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Modulation;

// B batch, S tokens, E width, P blocks of E values.

/// <summary>
/// layer_norm(x) * (1 + scale) + shift in one pass, leading and following tokens having shifts and scales of their own:
/// what the plain way does with a norm, two splits, four sums and products and a concatenation.
/// </summary>
internal static class NormModulation
{
    /// <summary>Whether the kernel takes these tensors.</summary>
    public static bool Serves(Tensor x_BSE, Tensor values_BP, int leading) =>
        leading >= 0 && KernelChoice.Serves(x_BSE) && KernelChoice.Serves(values_BP) && x_BSE.dim() == 3 && values_BP.size(0) == x_BSE.size(0) && x_BSE.stride(1) == x_BSE.size(2) && leading <= x_BSE.size(1);

    /// <summary>Normalises and modulates.</summary>
    /// <param name="x_BSE">Tokens, the leading ones first.</param>
    /// <param name="weight_E">Of the norm, or null.</param>
    /// <param name="bias_E">Of the norm, or null.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <param name="values_BP">Values from the time.</param>
    /// <param name="leading">Leading tokens.</param>
    /// <param name="shift">Blocks of the shifts.</param>
    /// <param name="scale">Blocks of the scales.</param>
    public static Tensor Apply(
        Tensor x_BSE, Tensor? weight_E, Tensor? bias_E, double epsilon, Tensor values_BP, int leading, StreamColumns shift, StreamColumns scale)
    {
        using var scope = NewDisposeScope();
        var needed = Gradients.KernelNode.IsNeeded(x_BSE, weight_E, bias_E, values_BP);
        using var guard = no_grad();
        var lines = NormLines.Of(x_BSE, weight_E, bias_E, values_BP, leading, shift, scale);
        var y_BSE = KernelTensor.New(x_BSE.shape, x_BSE.dtype);
        if (x_BSE.dtype == ScalarType.Float32)
        {
            NormModulationForward.Run<SingleLane>(x_BSE, lines, (float)epsilon, y_BSE);
        }
        else
        {
            NormModulationForward.Run<BrainLane>(x_BSE, lines, (float)epsilon, y_BSE);
        }

        if (needed)
        {
            new NormModulationNode(x_BSE, weight_E, bias_E, (float)epsilon, values_BP, leading, shift, scale).Attach([y_BSE], [x_BSE, weight_E, bias_E, values_BP]);
        }

        return y_BSE.MoveToOuterDisposeScope();
    }
}
