namespace SharpSat.Video.Schedules;

/// <summary>Settings of <see cref="LegacyDdpmSchedule"/>.</summary>
public sealed record LegacyDdpmScheduleParams
{
    /// <summary>Number of training levels.</summary>
    public int Levels { get; init; } = 1000;

    /// <summary>First beta (betas are linear in their square roots).</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary>Last beta.</summary>
    public double BetaEnd { get; init; } = 0.0120;
}
