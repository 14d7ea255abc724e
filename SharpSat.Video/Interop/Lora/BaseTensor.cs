using SharpSat.Core.Checkpoints;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;

namespace SharpSat.Video.Interop.Lora;

/// <summary>A weight of a network's file that adapters can change, whatever naming the file has.</summary>
/// <param name="Key">Name in the file.</param>
/// <param name="Site">The projection it belongs to.</param>
/// <param name="Rows">The projection's rows it holds.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record BaseTensor(string Key, string Site, LoraRows Rows, IReadOnlyList<long> Shape)
{
    private const string Weight = ".weight";

    /// <summary>The projection's rows in all.</summary>
    public long SiteRows => Shape[0] / Rows.Chunks.Count * Rows.Of;

    /// <summary>The weight matrices of a file, by projection.</summary>
    public static ILookup<string, BaseTensor> Of(IWeightSource source) => source.Entries.Values
        .Where(entry => entry.Name.EndsWith(Weight, StringComparison.Ordinal) && entry.Shape.Count >= 2)
        .Select(entry => Find(entry)).ToLookup(tensor => tensor.Site, StringComparer.Ordinal);

    /// <summary>The ranges of the projection's rows that this tensor and a pair share, as rows of each.</summary>
    public IEnumerable<(long Here, long InPair, long Count)> Shared(LoraRows pair)
    {
        long here = 0;
        foreach (var mine in Rows.In(Site, SiteRows))
        {
            long there = 0;
            foreach (var other in pair.In(Site, SiteRows))
            {
                var start = Math.Max(mine.Start, other.Start);
                var end = Math.Min(mine.End, other.End);
                if (start < end)
                {
                    yield return (here + start - mine.Start, there + start - other.Start, end - start);
                }

                there += other.Count;
            }

            here += mine.Count;
        }
    }

    private static BaseTensor Find(WeightEntry entry)
    {
        var name = entry.Name[..^Weight.Length];
        if (name.StartsWith(VideoDiffusionEngine.TransformerPrefix, StringComparison.Ordinal))
        {
            name = name[VideoDiffusionEngine.TransformerPrefix.Length..];
        }

        var (site, rows) = DiffusersLoraNames.Find(name) ?? (name, LoraRows.Whole);
        return new BaseTensor(entry.Name, site, rows, entry.Shape);
    }
}
