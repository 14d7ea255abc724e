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
            return nn.functional.linear(x, layer.FloatWeight(x.dtype), bias).MoveToOuterDisposeScope();
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
        return [nn.functional.linear(x, layer.FloatWeight(x.dtype)).MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        _handedOver?.Dispose();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var gradient = grad_outputs[0];
        _handedOver = matmul(gradient, ((LinearLayer)ctx.get_data(Layer)).FloatWeight(gradient.dtype)).DetachFromDisposeScope();
        gradient.Dispose();
        return [null!, _handedOver];
    }
}
