using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>y = x W^T + b, with <c>weight</c> [out, in] and <c>bias</c> [out]. The input's type decides: weights of another are cast for the product.</summary>
public sealed class LinearLayer : NetworkModule
{
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
        Weight = AddWeight("weight", [outFeatures, inFeatures], weightInit ?? WeightInit.FanIn(inFeatures));
        Bias = bias ? AddWeight("bias", [outFeatures], biasInit ?? WeightInit.FanIn(inFeatures)) : null;
    }

    /// <summary>Input features.</summary>
    public long InFeatures { get; }

    /// <summary>Output features.</summary>
    public long OutFeatures { get; }

    /// <summary>[out, in].</summary>
    public Weight Weight { get; }

    /// <summary>[out], or null.</summary>
    public Weight? Bias { get; }

    /// <summary>Maps [..., in] to [..., out].</summary>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Weight.Value.dtype == x.dtype)
        {
            return nn.functional.linear(x, Weight.Value, Bias?.Value);
        }

        using var weight = Weight.Value.to(x.dtype);
        using var bias = Bias?.Value.to(x.dtype);
        return nn.functional.linear(x, weight, bias);
    }
}
