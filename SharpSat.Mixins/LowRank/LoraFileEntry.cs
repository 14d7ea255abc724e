namespace SharpSat.Mixins.LowRank;

/// <summary>One pair of SharpSat's own form.</summary>
/// <param name="Place">Its name.</param>
/// <param name="Slot">What it is like.</param>
internal sealed record LoraFileEntry(LoraFilePlace Place, LoraSlot Slot);
