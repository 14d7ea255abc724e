using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>A normalisation over the last axis.</summary>
public interface INormLayer
{
    /// <summary>Normalises [..., D].</summary>
    Tensor Forward(Tensor x);
}
