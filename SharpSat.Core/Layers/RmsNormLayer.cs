using SharpSat.Core.Tensors.Kernels.Norms;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>x / rms(x) * weight over the last axis, in float32 inside (as T5 and SAT's RMSNorm).</summary>
public sealed class RmsNormLayer : NetworkModule, INormLayer
{
    /// <summary>Declares <c>weight</c> [size].</summary>
    public RmsNormLayer(long size, double epsilon)
        : base(nameof(RmsNormLayer))
    {
        Epsilon = epsilon;
        Weight = AddWeight("weight", [size], WeightInit.Ones);
    }

    /// <summary>Added to the mean square.</summary>
    public double Epsilon { get; }

    /// <summary>[D].</summary>
    public Weight Weight { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor x)
    {
        if (RmsKernel.Serves(x, Weight.Value))
        {
            return RmsKernel.Apply(x, Weight.Value, Epsilon);
        }

        using var scope = NewDisposeScope();
        var wide = x.to(ScalarType.Float32);
        var scaled = wide * (wide.square().mean([-1], keepdim: true) + Epsilon).rsqrt();
        return (scaled.to(x.dtype) * Weight.Value.to(x.dtype)).MoveToOuterDisposeScope();
    }
}
