namespace SharpSat.Video.Schedules;

/// <summary>What every schedule can do with its table of levels.</summary>
public static class NoiseScheduleExtensions
{
    /// <summary>
    /// Position of the training level that is nearest; the first of equals. Levels are told apart by their signal in
    /// variance-preserving schedules and by their sigma in variance-exploding ones. The reference's discrete denoiser
    /// snaps every level it is given to its table in this way (<c>DiscreteDenoiser.sigma_to_idx</c>).
    /// </summary>
    public static int NearestIndex(this INoiseSchedule schedule, float value) => new NearestLevel(schedule).IndexOf(value);

    /// <summary>Position of the training level nearest to a level of the same kind.</summary>
    public static int NearestIndex(this INoiseSchedule schedule, NoiseLevel level) =>
        new NearestLevel(schedule).IndexOf(level);
}
