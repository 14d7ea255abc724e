using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Layer norm over the last axis: <c>weight</c> [D] and <c>bias</c> [D] if affine.</summary>
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
    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, _shape, Weight?.Value, Bias?.Value, Epsilon);
}
