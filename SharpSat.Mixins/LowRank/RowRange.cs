namespace SharpSat.Mixins.LowRank;

/// <summary>Neighbouring rows of a projection.</summary>
/// <param name="Start">The first.</param>
/// <param name="Count">How many.</param>
public readonly record struct RowRange(long Start, long Count)
{
    /// <summary>The row after the last.</summary>
    public long End => Start + Count;
}
