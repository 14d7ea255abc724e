namespace SharpSat.Video.Schedules;

/// <summary>The levels a sampler walks through: noisiest first, <see cref="NoiseLevel.Clean"/> last.</summary>
public sealed class NoiseTrajectory
{
    private readonly NoiseLevel[] _levels;

    /// <summary>Appends the clean level to <paramref name="levels"/>.</summary>
    /// <param name="levels">At least one, noisiest first.</param>
    public NoiseTrajectory(IEnumerable<NoiseLevel> levels)
    {
        _levels = [.. levels, NoiseLevel.Clean];
        ArgumentOutOfRangeException.ThrowIfLessThan(_levels.Length, 2, nameof(levels));
    }

    /// <summary>Number of sampler steps.</summary>
    public int Steps => _levels.Length - 1;

    /// <summary>Level before step <paramref name="index"/>; index <see cref="Steps"/> is the clean end.</summary>
    public NoiseLevel this[int index] => _levels[index];
}
