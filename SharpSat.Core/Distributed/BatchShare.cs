namespace SharpSat.Core.Distributed;

/// <summary>What this process has of a batch that several share: rows Rank, Rank + Size, Rank + 2 * Size, ...</summary>
/// <param name="Rows">Rows of this process.</param>
/// <param name="Rank">This process.</param>
/// <param name="Size">Number of processes.</param>
public readonly record struct BatchShare(int Rows, int Rank, int Size);
