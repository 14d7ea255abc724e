using SharpSat.Core.Checkpoints;

namespace SharpSat.Mixins.LowRank;

/// <summary>A complete pair of a file, not yet read.</summary>
/// <param name="Source">The opened file.</param>
/// <param name="Name">The pair's name.</param>
/// <param name="KeyA">Name of the down factor.</param>
/// <param name="KeyB">Name of the up factor.</param>
internal sealed record LoraHalfPair(IWeightSource Source, string Name, string KeyA, string KeyB)
{
    /// <summary>Rank r.</summary>
    public int Rank => (int)Source.Entries[KeyA].Shape[0];

    /// <summary>Reads both; alpha is set later.</summary>
    public LoraPair Open(string site, LoraRows rows) => new()
    {
        Site = site,
        Rows = rows,
        A = Source.Read(KeyA).DetachFromDisposeScope(),
        B = Source.Read(KeyB).DetachFromDisposeScope(),
        Alpha = double.NaN,
        KeyA = KeyA,
        KeyB = KeyB,
    };
}
