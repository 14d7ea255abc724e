using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// The factors of one projection: for each fused part i, <c>A{i}</c> [r, in] and <c>B{i}</c> [part, r]. A starts
/// uniform (bound 1/sqrt(in)), B at zero, so that a fresh adapter changes nothing.
/// </summary>
public sealed class LoraFactors : NetworkModule
{
    /// <summary>Declares the factors of a projection.</summary>
    public LoraFactors(LinearSite site, int rank)
        : base(nameof(LoraFactors))
    {
        ArgumentNullException.ThrowIfNull(site);
        Site = site;
        A = [.. site.PartSizes.Select((_, i) => AddWeight($"A{i}", [rank, site.Linear.InFeatures], WeightInit.FanIn(site.Linear.InFeatures)))];
        B = [.. site.PartSizes.Select((size, i) => AddWeight($"B{i}", [size, rank], WeightInit.Zeros))];
    }

    /// <summary>The projection.</summary>
    public LinearSite Site { get; }

    /// <summary>Down factors, one for each fused part.</summary>
    public IReadOnlyList<Weight> A { get; }

    /// <summary>Up factors, one for each fused part.</summary>
    public IReadOnlyList<Weight> B { get; }

    /// <summary>scaling * B A x for [..., in].</summary>
    public Tensor Forward(Tensor x, double scaling, double dropout, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var input = Dropout.Apply(x, dropout, context).to(A[0].Value.dtype);
        var parts = A.Zip(B, (a, b) => nn.functional.linear(nn.functional.linear(input, a.Value), b.Value)).ToList();
        var update = parts.Count == 1 ? parts[0] : cat(parts, -1);
        return (update * scaling).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The change of the projection's weight, float32 [out, in].</summary>
    public Tensor Delta(double scaling)
    {
        using var scope = NewDisposeScope();
        var parts = A.Zip(B, (a, b) => matmul(b.Value.to(ScalarType.Float32), a.Value.to(ScalarType.Float32))).ToList();
        return (cat(parts, 0) * scaling).MoveToOuterDisposeScope();
    }
}
