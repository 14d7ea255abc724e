namespace SharpSat.Video.Timesteps;

/// <summary>Settings of <see cref="RankStratifiedTimesteps"/>.</summary>
public sealed record RankStratifiedTimestepsParams
{
    /// <summary>Into how many equal ranges the levels are split; must divide the number of processes. Null: one per process.</summary>
    public int? Groups { get; init; }

    /// <summary>With this many processes or fewer, draws are plainly uniform. SAT's own rule is 8.</summary>
    public int PlainUpTo { get; init; }

    /// <summary>
    /// Where the ranges do not divide the levels: true makes them equal and never draws the noisiest levels, which are left
    /// over (SAT's way); false lets neighbours share a level, so that every level stays equally likely.
    /// </summary>
    public bool DropRest { get; init; }

    /// <summary>Gives each sample of the batch its own equal part of the process's range.</summary>
    public bool OverBatch { get; init; }
}
