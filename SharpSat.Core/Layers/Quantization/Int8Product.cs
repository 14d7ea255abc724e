using SharpSat.Core.Tensors.Kernels.Gradients;
using SharpSat.Core.Tensors.Kernels.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers.Quantization;

/// <summary>
/// The product with an int8 weight. The weight is turned into floats for the length of the product, and again in the backward
/// pass: autograd would otherwise keep every layer's floats, which is what int8 is to save.
/// </summary>
internal sealed class Int8Product : autograd.MultiTensorFunction<Int8Product>
{
    private const string Layer = "layer";

    // Native code reads the returned gradient after the managed call is over; it must not be collected before.
    [ThreadStatic]
    private static Tensor? _handedOver;

    /// <inheritdoc/>
    public override string Name => nameof(Int8Product);

    /// <summary>[..., in] to [..., out].</summary>
    public static Tensor Forward(LinearLayer layer, Tensor x)
    {
        using var scope = NewDisposeScope();
        var bias = layer.Bias?.Value.to(x.dtype);
        if (!is_grad_enabled() || !x.requires_grad)
        {
            // A bias that learns needs an addition that autograd sees.
            var learns = KernelNode.IsNeeded(bias);
            var product = Multiply(layer, x, learns ? null : bias);
            return (learns ? product + bias! : product).MoveToOuterDisposeScope();
        }

        var y = apply(layer, x)[0];
        return (bias is null ? y : y + bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (layer, x) = ((LinearLayer)vars[0], (Tensor)vars[1]);
        ctx.save_data(Layer, layer);
        return [Multiply(layer, x, null).MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        _handedOver?.Dispose();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (gradient, layer) = (grad_outputs[0], (LinearLayer)ctx.get_data(Layer));
        var dx = WideLinear.Serves(gradient, layer.InFeatures)
            ? WideLinear.Multiply(gradient, layer.FloatWeight(ScalarType.Float32), null)
            : matmul(gradient, layer.FloatWeight(gradient.dtype));
        _handedOver = dx.DetachFromDisposeScope();
        gradient.Dispose();
        return [null!, _handedOver];
    }

    private static Tensor Multiply(LinearLayer layer, Tensor x, Tensor? bias) => WideLinear.Serves(x, layer.OutFeatures)
        ? WideLinear.Multiply(x, layer.FloatWeight(ScalarType.Float32).t(), bias)
        : nn.functional.linear(x, layer.FloatWeight(x.dtype), bias);
}
