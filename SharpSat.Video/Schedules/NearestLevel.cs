namespace SharpSat.Video.Schedules;

/// <summary>
/// Finds the training level nearest to another one. Levels are told apart by their signal in variance-preserving schedules and
/// by their sigma in variance-exploding ones.
/// </summary>
/// <param name="schedule">Whose levels.</param>
internal sealed class NearestLevel(INoiseSchedule schedule)
{
    private readonly float[] _marks = schedule.Levels[0].IsVarianceExploding() && schedule.Levels[^1].IsVarianceExploding()
        ? [.. schedule.Levels.Select(level => level.Noise)]
        : [.. schedule.Levels.Select(level => level.Signal)];

    /// <summary>Position of the nearest; the first of equals.</summary>
    public int IndexOf(float value)
    {
        var (best, distance) = (0, float.PositiveInfinity);
        for (var i = 0; i < _marks.Length; i++)
        {
            var candidate = MathF.Abs(value - _marks[i]);
            if (candidate < distance)
            {
                (best, distance) = (i, candidate);
            }
        }

        return best;
    }

    /// <summary>The same for a level of the schedule's kind.</summary>
    public int IndexOf(NoiseLevel level) => IndexOf(level.IsVarianceExploding() ? level.Noise : level.Signal);
}
