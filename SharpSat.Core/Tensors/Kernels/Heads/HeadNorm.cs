using SharpSat.Core.Layers;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Heads;

/// <summary>The layer norm of every head by itself.</summary>
/// <param name="Weight_D">Factor, or null.</param>
/// <param name="Bias_D">Offset, or null.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record HeadNorm(Tensor? Weight_D, Tensor? Bias_D, float Epsilon)
{
    /// <summary>The norm of a layer.</summary>
    public static HeadNorm Of(LayerNormLayer layer) => new(layer.Weight?.Value, layer.Bias?.Value, (float)layer.Epsilon);
}
