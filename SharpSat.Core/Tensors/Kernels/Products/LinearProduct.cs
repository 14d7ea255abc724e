using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>y = x W^T + b in the faster of the ways there are.</summary>
internal static class LinearProduct
{
    /// <summary>Maps [..., in] to [..., out].</summary>
    public static Tensor Apply(Tensor x, Tensor weight_OI, Tensor? bias_O = null) =>
        WideLinear.ServesType(weight_OI) && WideLinear.Serves(x, weight_OI.size(0))
            ? WideLinear.Apply(x, weight_OI, bias_O)
            : nn.functional.linear(x, weight_OI, bias_O);
}
