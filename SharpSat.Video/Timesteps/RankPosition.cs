namespace SharpSat.Video.Timesteps;

/// <summary>Which of the data-parallel processes this is.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="WorldSize">Number of processes.</param>
public readonly record struct RankPosition(int Rank, int WorldSize)
{
    /// <summary>The only process.</summary>
    public static RankPosition Alone { get; } = new(0, 1);
}
