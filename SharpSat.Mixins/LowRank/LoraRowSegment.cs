using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>Neighbouring rows of a projection that one pair changes, or none.</summary>
/// <param name="Pair">The pair, or null if no pair changes them.</param>
/// <param name="From">First row in the pair's own rows.</param>
/// <param name="Count">How many.</param>
/// <param name="All">Whether they are all rows of the pair.</param>
internal sealed record LoraRowSegment(int? Pair, long From, long Count, bool All)
{
    /// <summary>Cuts a projection's rows into segments, first row first.</summary>
    /// <exception cref="InputException">Two pairs change the same row.</exception>
    public static IReadOnlyList<LoraRowSegment> Cover(LinearSite site, IReadOnlyList<LoraRows> pairs)
    {
        var placed = new List<(long Start, LoraRowSegment Segment)>();
        for (var pair = 0; pair < pairs.Count; pair++)
        {
            var ranges = pairs[pair].In(site);
            long from = 0;
            foreach (var range in ranges)
            {
                placed.Add((range.Start, new LoraRowSegment(pair, from, range.Count, ranges.Count == 1)));
                from += range.Count;
            }
        }

        var segments = new List<LoraRowSegment>();
        long row = 0;
        foreach (var (start, segment) in placed.OrderBy(p => p.Start))
        {
            if (start < row)
            {
                throw new InputException($"Two LoRA factors change the same rows of {site.Path}: {string.Join(" and ", pairs)}.");
            }

            AddGap(segments, start - row);
            segments.Add(segment);
            row = start + segment.Count;
        }

        AddGap(segments, site.Linear.OutFeatures - row);
        return segments;
    }

    /// <summary>The segment's part of the updates, or zeros.</summary>
    /// <param name="updates">One for each pair, its rows on the axis.</param>
    /// <param name="axis">Axis of the rows.</param>
    public Tensor Of(IReadOnlyList<Tensor> updates, long axis)
    {
        if (Pair is { } pair)
        {
            return All ? updates[pair] : updates[pair].narrow(axis, From, Count);
        }

        var shape = updates[0].shape;
        shape[axis < 0 ? shape.Length + axis : axis] = Count;
        return zeros(shape, updates[0].dtype, updates[0].device);
    }

    private static void AddGap(List<LoraRowSegment> segments, long rows)
    {
        if (rows > 0)
        {
            segments.Add(new LoraRowSegment(null, 0, rows, false));
        }
    }
}
