using SharpSat.Core.Layers;

namespace SharpSat.Core.Transformer;

/// <summary>Makes the norm a config asks for.</summary>
internal static class Norms
{
    public static INormLayer Create(TransformerConfig config) => config.Norm == NormKind.RmsNorm
        ? new RmsNormLayer(config.HiddenSize, config.LayerNormEpsilon)
        : new LayerNormLayer(config.HiddenSize, config.LayerNormEpsilon, config.ElementwiseAffine);
}
