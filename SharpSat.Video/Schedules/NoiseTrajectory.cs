namespace SharpSat.Video.Schedules;

/// <summary>
/// The levels a sampler walks through: noisiest first, <see cref="NoiseLevel.Clean"/> last. A step usually leads to the
/// next level; in diffusers' schedules it may lead elsewhere (see <see cref="Target"/>).
/// </summary>
public sealed class NoiseTrajectory
{
    private readonly NoiseLevel[] _levels;
    private readonly NoiseLevel[]? _targets;

    /// <summary>Appends the clean level to <paramref name="levels"/>; every step leads to the next level.</summary>
    /// <param name="levels">At least one, noisiest first.</param>
    public NoiseTrajectory(IEnumerable<NoiseLevel> levels)
    {
        _levels = [.. levels, NoiseLevel.Clean];
        ArgumentOutOfRangeException.ThrowIfLessThan(_levels.Length, 2, nameof(levels));
    }

    /// <summary>Steps with targets of their own.</summary>
    /// <param name="steps">Level before each step and the one it leads to; at least one.</param>
    public NoiseTrajectory(IReadOnlyList<(NoiseLevel Level, NoiseLevel Target)> steps)
        : this((steps ?? throw new ArgumentNullException(nameof(steps))).Select(step => step.Level)) =>
        _targets = [.. steps.Select(step => step.Target)];

    /// <summary>Number of sampler steps.</summary>
    public int Steps => _levels.Length - 1;

    /// <summary>Level before step <paramref name="index"/>; index <see cref="Steps"/> is the clean end.</summary>
    public NoiseLevel this[int index] => _levels[index];

    /// <summary>
    /// Level that step <paramref name="index"/> leads to. Not always the level the next step starts from: diffusers takes
    /// timestep - 1000 / steps in whole numbers. A negative timestep marks a step that ends the run.
    /// </summary>
    public NoiseLevel Target(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Steps);
        return _targets?[index] ?? _levels[index + 1];
    }

    /// <summary>The last <paramref name="steps"/> steps, for a run that starts from a noised video.</summary>
    public NoiseTrajectory Last(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        return new NoiseTrajectory([.. Enumerable.Range(Steps - steps, steps).Select(i => (this[i], Target(i)))]);
    }
}
