using SharpSat.Core.Layers.Quantization;
using SharpSat.Core.Tensors.Kernels.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>
/// y = x W^T + b, with <c>weight</c> [out, in] and <c>bias</c> [out]. The input's type decides: weights of another are cast
/// for the product. A weight that does not train may be int8, with a factor for each output in <c>weight_scale</c> [out].
/// </summary>
public sealed class LinearLayer : NetworkModule
{
    internal const string WeightName = "weight";
    internal const string ScaleSuffix = "_scale";

    /// <summary>Declares the weights.</summary>
    /// <param name="inFeatures">Size of the last axis of the input.</param>
    /// <param name="outFeatures">Size of the last axis of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInit">Default: uniform, bound 1/sqrt(in).</param>
    /// <param name="biasInit">Default: uniform, bound 1/sqrt(in).</param>
    public LinearLayer(long inFeatures, long outFeatures, bool bias = true, WeightInit? weightInit = null, WeightInit? biasInit = null)
        : base(nameof(LinearLayer))
    {
        InFeatures = inFeatures;
        OutFeatures = outFeatures;
        Weight = AddWeight(WeightName, [outFeatures, inFeatures], weightInit ?? WeightInit.FanIn(inFeatures));
        Bias = bias ? AddWeight("bias", [outFeatures], biasInit ?? WeightInit.FanIn(inFeatures)) : null;
    }

    /// <summary>Input features.</summary>
    public long InFeatures { get; }

    /// <summary>Output features.</summary>
    public long OutFeatures { get; }

    /// <summary>[out, in]; int8 if <see cref="Scale"/> is there.</summary>
    public Weight Weight { get; }

    /// <summary>[out], or null.</summary>
    public Weight? Bias { get; }

    /// <summary>Factor of each output's int8 numbers, float32 [out]; null where the weight is one of floats.</summary>
    public Weight? Scale { get; private set; }

    /// <summary>Maps [..., in] to [..., out].</summary>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Scale is not null)
        {
            return Int8Product.Forward(this, x);
        }

        if (Weight.Value.dtype == x.dtype)
        {
            return LinearProduct.Apply(x, Weight.Value, Bias?.Value);
        }

        using var weight = Weight.Value.to(x.dtype);
        using var bias = Bias?.Value.to(x.dtype);
        return LinearProduct.Apply(x, weight, bias);
    }

    /// <summary>The weight in floats [out, in], whatever it is kept in; a tensor of its own.</summary>
    /// <param name="dtype">Type to give it.</param>
    public Tensor FloatWeight(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var weight = Scale is null ? Weight.Value.detach().to(dtype).alias() : Int8Weight.Restore(Weight.Value, Scale.Value, dtype);
        return weight.MoveToOuterDisposeScope();
    }

    /// <summary>Rounds the weight to int8, symmetrically, with a factor for each output. It does not train from then on.</summary>
    public void Quantize()
    {
        if (Scale is not null)
        {
            return;
        }

        var (numbers, factors) = Int8Weight.Round(Weight.Value);
        DeclareScale();
        Weight.Assign(numbers.DetachFromDisposeScope());
        Scale!.Assign(factors.DetachFromDisposeScope());
    }

    /// <summary>Makes room for the factors of an int8 weight that is about to be loaded.</summary>
    internal void DeclareScale() => Scale ??= AddWeight(WeightName + ScaleSuffix, [OutFeatures], WeightInit.Ones, trainable: false, keepsType: true);
}
