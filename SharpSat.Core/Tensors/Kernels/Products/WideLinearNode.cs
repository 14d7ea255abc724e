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
        _x = weight_OI.requires_grad ? Save(x) : null;
        _weight_OI = x.requires_grad ? Save(weight_OI) : null;
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor?[] gradients) => gradients[0] is not { } given
        ? [null, null, null]
        : [
            _weight_OI is null ? null : InputGradient(given, _weight_OI),
            _x is null ? null : WideLinear.WeightGradient(given, _x),
            _wantsBias ? WideLinear.BiasGradient(given) : null,
        ];

    // The widened weight is gone before the weight's gradient, as large, is made.
    private static Tensor InputGradient(Tensor given, Tensor weight_OI)
    {
        using var scope = NewDisposeScope();
        return WideLinear.Multiply(given, WideLinear.Widen(weight_OI), null).MoveToOuterDisposeScope();
    }
}
