using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;

namespace SharpSat.Core.Transformer;

/// <summary>One projection of a model: where LoRA, quantization and the like take hold.</summary>
public sealed class LinearSite : HookSite
{
    /// <summary>Names a projection.</summary>
    /// <param name="path">
    /// Module path without ".weight", for example "transformer.layers.0.attention.query_key_value"; a mixin's is relative
    /// to the mixin.
    /// </param>
    /// <param name="layer">Layer number, or null outside the layers.</param>
    /// <param name="linear">The projection.</param>
    /// <param name="partSizes">Row counts of the projections fused into one (q, k, v), in order; null for a single one.</param>
    public LinearSite(string path, int? layer, LinearLayer linear, IReadOnlyList<long>? partSizes = null)
        : base(TransformerHooks.Linear, path, layer)
    {
        Linear = linear;
        PartSizes = partSizes ?? [linear.OutFeatures];
    }

    /// <summary>The projection.</summary>
    public LinearLayer Linear { get; }

    /// <summary>Rows of each fused part; one entry for a plain projection.</summary>
    public IReadOnlyList<long> PartSizes { get; }
}
