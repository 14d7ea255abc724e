namespace SharpSat.Video.Schedules;

/// <summary>
/// A given table of levels; the reference's discrete samplers and denoisers tabulate a schedule at a number of levels
/// of their own.
/// </summary>
internal sealed class TabulatedSchedule : INoiseSchedule
{
    /// <summary>Takes over the levels as they are.</summary>
    public TabulatedSchedule(IReadOnlyList<NoiseLevel> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels.Count, 1, nameof(levels));
        Levels = levels;
    }

    /// <inheritdoc/>
    public IReadOnlyList<NoiseLevel> Levels { get; }

    /// <inheritdoc/>
    public NoiseTrajectory Trajectory(int steps)
    {
        StepRules.Check(steps, Levels.Count);
        var levels = steps == Levels.Count
            ? Levels
            : TimestepSpacing.RoughlyEqual(steps, Levels.Count).Select(index => Levels[index]);
        return new NoiseTrajectory(levels.Reverse(), Levels);
    }
}
