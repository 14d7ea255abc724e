namespace SharpSat.Video.Schedules;

/// <summary>What every schedule can do with its table of levels.</summary>
public static class NoiseScheduleExtensions
{
    /// <summary>
    /// Position of the training level whose signal is nearest; the first of equals. The reference's discrete denoiser
    /// snaps every level it is given to its table in this way (<c>DiscreteDenoiser.sigma_to_idx</c>).
    /// </summary>
    public static int NearestIndex(this INoiseSchedule schedule, float signal)
    {
        var levels = schedule.Levels;
        var best = 0;
        var distance = float.PositiveInfinity;
        for (var i = 0; i < levels.Count; i++)
        {
            var candidate = MathF.Abs(signal - levels[i].Signal);
            if (candidate < distance)
            {
                (best, distance) = (i, candidate);
            }
        }

        return best;
    }
}
