using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>Root mean square norm over the last axis, without mean subtraction or bias: <c>weight</c> [E].</summary>
public sealed class T5LayerNorm : NetworkModule
{
    private readonly double _epsilon;

    /// <summary>Declares the weight.</summary>
    public T5LayerNorm(long size, double epsilon)
        : base(nameof(T5LayerNorm))
    {
        _epsilon = epsilon;
        Weight = AddWeight("weight", [size], WeightInit.Ones);
    }

    /// <summary>[E].</summary>
    public Weight Weight { get; }

    /// <summary>Normalises [..., E]; the mean square is taken in float32, the result has the weight's type.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = x.to(ScalarType.Float32);
        var scale = wide.square().mean([-1], keepdim: true).add_(_epsilon).rsqrt_();
        return wide.mul(scale).to(Weight.Value.dtype).mul(Weight.Value).MoveToOuterDisposeScope();
    }
}
