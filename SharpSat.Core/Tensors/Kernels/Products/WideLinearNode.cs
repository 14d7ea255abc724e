using SharpSat.Core.Tensors.Kernels.Gradients;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Products;

/// <summary>The backward pass of <see cref="WideLinear"/>, in float32 too. Keeps nothing but the bfloat16 tensors it needs.</summary>
internal sealed class WideLinearNode : KernelNode
{
    private readonly Tensor? _x;
    private readonly Tensor? _weight_OI;
    private readonly bool _wantsBias;

    public WideLinearNode(Tensor x, Tensor weight_OI, Tensor? bias_O)
    {
        _wantsBias = bias_O?.requires_grad == true;
        _x = weight_OI.requires_grad || _wantsBias ? Save(x) : null;
        _weight_OI = x.requires_grad ? Save(weight_OI) : null;
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients)
    {
        if (gradients[0] is not { } given)
        {
            return [null, null, null];
        }

        var dx = _weight_OI is null ? null : WideLinear.Multiply(given, WideLinear.Widen(_weight_OI), null);
        if (_x is null)
        {
            return [dx, null, null];
        }

        var (weight_OI, bias_O) = WideLinear.WeightGradients(given, _x);
        return [dx, weight_OI, _wantsBias ? bias_O : null];
    }
}
