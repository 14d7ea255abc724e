using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Looks rows up in <c>weight</c> [count, size].</summary>
public sealed class EmbeddingLayer : NetworkModule
{
    /// <summary>Declares the table; default initialisation is normal with std 0.02.</summary>
    public EmbeddingLayer(long count, long size, WeightInit? init = null)
        : base(nameof(EmbeddingLayer))
    {
        Weight = AddWeight("weight", [count, size], init ?? WeightInit.Normal(0.02));
    }

    /// <summary>[count, size].</summary>
    public Weight Weight { get; }

    /// <summary>int64 ids [...] to [..., size].</summary>
    public Tensor Forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Weight.Value.index_select(0, ids.flatten()).view([.. ids.shape, Weight.Shape[1]]).MoveToOuterDisposeScope();
    }
}
