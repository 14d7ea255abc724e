using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Layer norm over the last axis: <c>weight</c> [D] and <c>bias</c> [D] if affine. Computed in float32 where weights and input differ in type.</summary>
public sealed class LayerNormLayer : NetworkModule, INormLayer
{
    private readonly long[] _shape;

    /// <summary>Declares the weights.</summary>
    public LayerNormLayer(long size, double epsilon, bool affine = true)
        : base(nameof(LayerNormLayer))
    {
        _shape = [size];
        Epsilon = epsilon;
        Weight = affine ? AddWeight("weight", [size], WeightInit.Ones) : null;
        Bias = affine ? AddWeight("bias", [size], WeightInit.Zeros) : null;
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>[D] or null.</summary>
    public Weight? Weight { get; }

    /// <summary>[D] or null.</summary>
    public Weight? Bias { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Weight is null || Bias is null || Weight.Value.dtype == x.dtype)
        {
            return nn.functional.layer_norm(x, _shape, Weight?.Value, Bias?.Value, Epsilon);
        }

        using var scope = NewDisposeScope();
        var wide = ScalarType.Float32;
        return nn.functional.layer_norm(x.to(wide), _shape, Weight.Value.to(wide), Bias.Value.to(wide), Epsilon).to(x.dtype).MoveToOuterDisposeScope();
    }
}
