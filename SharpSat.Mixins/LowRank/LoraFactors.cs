using System.Globalization;
using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Products;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// The factors of one projection: for each pair i, <c>A{i}</c> [r, in] and <c>B{i}</c> [rows, r]. Pairs may have ranks
/// and alphas of their own and leave rows without an update. A starts uniform (bound 1/sqrt(in)), B at zero, so that a
/// fresh adapter changes nothing.
/// </summary>
public sealed class LoraFactors : NetworkModule
{
    private readonly IReadOnlyList<LoraRowSegment> _segments;
    private readonly double? _commonScaling;

    /// <summary>Declares the factors of a projection: a pair for each fused part, all alike.</summary>
    public LoraFactors(LinearSite site, int rank, double alpha)
        : this(site, Parts(site).Select(rows => new LoraSlot(rows, rank, alpha)).ToList())
    {
    }

    /// <summary>Declares the factors of a projection.</summary>
    /// <exception cref="InputException">The rows do not fit the projection, or two pairs change the same row.</exception>
    public LoraFactors(LinearSite site, IReadOnlyList<LoraSlot> slots)
        : base(nameof(LoraFactors))
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(slots);
        Site = site;
        Slots = slots;
        _segments = LoraRowSegment.Cover(site, [.. slots.Select(slot => slot.Rows)]);
        _commonScaling = slots.Select(slot => slot.Scaling).Distinct().Count() == 1 ? slots[0].Scaling : null;
        A = [.. slots.Select((slot, i) => AddWeight(Name('A', i), [slot.Rank, site.Linear.InFeatures], WeightInit.FanIn(site.Linear.InFeatures)))];
        B = [.. slots.Select((slot, i) => AddWeight(Name('B', i), [slot.Rows.In(site).Sum(range => range.Count), slot.Rank], WeightInit.Zeros))];
    }

    /// <summary>The projection.</summary>
    public LinearSite Site { get; }

    /// <summary>Rows, rank and alpha of each pair.</summary>
    public IReadOnlyList<LoraSlot> Slots { get; }

    /// <summary>Down factors, one for each pair.</summary>
    public IReadOnlyList<Weight> A { get; }

    /// <summary>Up factors, one for each pair.</summary>
    public IReadOnlyList<Weight> B { get; }

    /// <summary>The rows of each projection fused into a site.</summary>
    public static IEnumerable<LoraRows> Parts(LinearSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return Enumerable.Range(0, site.PartSizes.Count).Select(part => LoraRows.Take(site.PartSizes.Count, part));
    }

    /// <summary>scale * alpha / rank * B A x for [..., in]; zero where no pair reaches.</summary>
    public Tensor Forward(Tensor x, double scale, double dropout, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var input = Dropout.Apply(x, dropout, context).to(A[0].Value.dtype);
        var updates = A.Zip(B, (a, b) => LinearProduct.Apply(LinearProduct.Apply(input, a.Value), b.Value)).ToList();
        return Assemble(updates, -1, scale).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The change of the projection's weight at a scale of the adapter, float32 [out, in].</summary>
    public Tensor WeightChange(double scale)
    {
        using var scope = NewDisposeScope();
        var updates = A.Zip(B, (a, b) => matmul(b.Value.to(ScalarType.Float32), a.Value.to(ScalarType.Float32))).ToList();
        return Assemble(updates, 0, scale).MoveToOuterDisposeScope();
    }

    // One multiplication where all pairs scale alike, as SAT does it.
    private Tensor Assemble(List<Tensor> updates, long axis, double scale)
    {
        var scaled = _commonScaling is null ? updates.Select((update, i) => update * (Slots[i].Scaling * scale)).ToList() : updates;
        var pieces = _segments.Select(segment => segment.Of(scaled, axis)).ToList();
        var joined = pieces.Count == 1 ? pieces[0] : cat(pieces, axis);
        return _commonScaling is { } scaling && scaling * scale != 1 ? joined * (scaling * scale) : joined;
    }

    private static string Name(char factor, int pair) => string.Create(CultureInfo.InvariantCulture, $"{factor}{pair}");
}
