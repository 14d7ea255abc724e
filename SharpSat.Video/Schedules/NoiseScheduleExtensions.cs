namespace SharpSat.Video.Schedules;

/// <summary>What every schedule can do with its table of levels.</summary>
public static class NoiseScheduleExtensions
{
    /// <summary>
    /// Position of the training level that is nearest; the first of equals. Levels are told apart by their signal in
    /// variance-preserving schedules and by their sigma in variance-exploding ones. The reference's discrete denoiser
    /// snaps every level it is given to its table in this way (<c>DiscreteDenoiser.sigma_to_idx</c>).
    /// </summary>
    public static int NearestIndex(this INoiseSchedule schedule, float value)
    {
        var levels = schedule.Levels;
        var exploding = levels[0].IsVarianceExploding() && levels[^1].IsVarianceExploding();
        var best = 0;
        var distance = float.PositiveInfinity;
        for (var i = 0; i < levels.Count; i++)
        {
            var candidate = MathF.Abs(value - (exploding ? levels[i].Noise : levels[i].Signal));
            if (candidate < distance)
            {
                (best, distance) = (i, candidate);
            }
        }

        return best;
    }

    /// <summary>Position of the training level nearest to a level of the same kind.</summary>
    public static int NearestIndex(this INoiseSchedule schedule, NoiseLevel level) =>
        schedule.NearestIndex(level.IsVarianceExploding() ? level.Noise : level.Signal);
}
