using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>Name of a pair in SharpSat's own form: the projection and a number.</summary>
/// <param name="Site">Path of the projection.</param>
/// <param name="Part">The fused part it stands for, or a number above those.</param>
internal sealed record LoraFilePlace(string Site, int Part)
{
    /// <summary>Names the pairs of a projection: a part's number where a pair is one part, the next free numbers for others.</summary>
    public static IReadOnlyList<LoraFilePlace> Of(string site, IReadOnlyList<LoraRows> rows)
    {
        var used = rows.Where(IsPart).Select(r => r.Chunks[0]).ToHashSet();
        return [.. rows.Select(r => new LoraFilePlace(site, IsPart(r) ? r.Chunks[0] : Free(used)))];
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static LoraFilePlace Parse(string text)
    {
        var dot = text.LastIndexOf('.');
        return new LoraFilePlace(text[..dot], int.Parse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>The rows of a pair whose file names none: its number among those of the projection.</summary>
    /// <exception cref="InputException">The numbers are not 0 to n - 1.</exception>
    public static LoraRows DefaultRows(string description, IReadOnlyList<LoraFilePlace> places, int index) =>
        AreConsecutive(places) ? LoraRows.Take(places.Count, places[index].Part) : throw new InputException(
            $"{description}: the parts of {places[index].Site} are {string.Join(", ", places.Select(p => p.Part).Order())}, and its metadata ('rows') does not say which rows they are.");

    /// <summary>The pairs whose rows a reader could not know from the names.</summary>
    public static IReadOnlyList<LoraFileEntry> Special(IReadOnlyList<LoraFileEntry> entries) =>
    [
        .. entries.GroupBy(e => e.Place.Site).Where(site =>
        {
            var places = site.Select(e => e.Place).ToList();
            return !AreConsecutive(places) || site.Any(e => !e.Slot.Rows.Equals(LoraRows.Take(places.Count, e.Place.Part)));
        }).SelectMany(site => site),
    ];

    /// <summary>"transformer.layers.0.attention.dense.0".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Site}.{Part}");

    private static bool IsPart(LoraRows rows) => rows.Chunks.Count == 1;

    private static bool AreConsecutive(IReadOnlyList<LoraFilePlace> places) =>
        places.Select(p => p.Part).Order().SequenceEqual(Enumerable.Range(0, places.Count));

    private static int Free(HashSet<int> used)
    {
        var number = 0;
        while (!used.Add(number))
        {
            number++;
        }

        return number;
    }
}
