using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// Which rows of a projection a pair of factors changes: all, one of the projections fused into it ("1/3" is k of
/// q, k, v), or several of its equal chunks in that order ("0,1,2,6,7,8/12").
/// </summary>
public sealed record LoraRows
{
    private LoraRows(IReadOnlyList<int> chunks, int of)
    {
        Chunks = chunks;
        Of = of;
    }

    /// <summary>All rows.</summary>
    public static LoraRows Whole { get; } = new([0], 1);

    /// <summary>The chunks, in the order of the factor's rows.</summary>
    public IReadOnlyList<int> Chunks { get; }

    /// <summary>How many chunks the projection has.</summary>
    public int Of { get; }

    /// <summary>Some chunks of a projection.</summary>
    /// <param name="of">How many chunks it has.</param>
    /// <param name="chunks">Different numbers from 0 to <paramref name="of"/> - 1.</param>
    /// <exception cref="InputException">A number is out of range or named twice.</exception>
    public static LoraRows Take(int of, params IReadOnlyList<int> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return chunks.Count > 0 && chunks.All(i => i >= 0 && i < of) && chunks.Distinct().Count() == chunks.Count
            ? new LoraRows([.. chunks], of)
            : throw new InputException($"'{Text(chunks, of)}' names no rows of a projection; expected for example '1/3'.");
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="InputException">It is not of that form.</exception>
    public static LoraRows Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var halves = text.Split('/');
        var numbers = halves[0].Split(',').Append(halves[^1]).Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? i : -1).ToList();
        return halves.Length == 2 ? Take(numbers[^1], numbers[..^1]) : throw new InputException($"'{text}' names no rows of a projection; expected for example '1/3'.");
    }

    /// <summary>Where the rows stand in a projection; neighbours are joined.</summary>
    /// <exception cref="InputException">The projection does not divide so.</exception>
    public IReadOnlyList<RowRange> In(LinearSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return Of == site.PartSizes.Count ? Ranges(site.PartSizes) : In(site.Path, site.Linear.OutFeatures);
    }

    /// <summary>Where the rows stand in a projection of equal chunks; neighbours are joined.</summary>
    /// <param name="path">The projection, for messages.</param>
    /// <param name="rows">Its rows in all.</param>
    /// <exception cref="InputException">It does not divide so.</exception>
    public IReadOnlyList<RowRange> In(string path, long rows) => rows % Of == 0 ? Ranges([.. Enumerable.Repeat(rows / Of, Of)])
        : throw new InputException($"{path} has {rows} rows, which do not divide into {Of} equal chunks.");

    /// <inheritdoc/>
    public bool Equals(LoraRows? other) => other is not null && Of == other.Of && Chunks.SequenceEqual(other.Chunks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Of, Chunks[0], Chunks.Count);

    /// <summary>"0,1/3".</summary>
    public override string ToString() => Text(Chunks, Of);

    private List<RowRange> Ranges(IReadOnlyList<long> sizes)
    {
        var ranges = new List<RowRange>();
        foreach (var chunk in Chunks)
        {
            var range = new RowRange(sizes.Take(chunk).Sum(), sizes[chunk]);
            if (ranges.Count > 0 && ranges[^1].End == range.Start)
            {
                ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + range.Count };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    private static string Text(IReadOnlyList<int> chunks, int of) => string.Create(CultureInfo.InvariantCulture, $"{string.Join(",", chunks)}/{of}");
}
