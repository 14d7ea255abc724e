namespace SharpSat.Mixins.LowRank;

/// <summary>What one pair of factors of a projection is like.</summary>
/// <param name="Rows">The rows it changes.</param>
/// <param name="Rank">Rank r.</param>
/// <param name="Alpha">Its update is scaled by alpha / rank.</param>
public sealed record LoraSlot(LoraRows Rows, int Rank, double Alpha)
{
    /// <summary>alpha / rank, before the adapter's scale.</summary>
    public double Scaling => Alpha / Rank;
}
