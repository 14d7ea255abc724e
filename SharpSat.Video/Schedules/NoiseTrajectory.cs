namespace SharpSat.Video.Schedules;

/// <summary>
/// The levels a sampler walks through: noisiest first, <see cref="NoiseLevel.Clean"/> last. A step usually leads to the
/// next level; in diffusers' schedules it may lead elsewhere (see <see cref="Target"/>).
/// </summary>
public sealed class NoiseTrajectory
{
    private readonly NoiseLevel[] _levels;
    private readonly NoiseLevel[]? _targets;
    private readonly IReadOnlyList<NoiseLevel> _table;

    /// <summary>Appends the clean level to <paramref name="levels"/>; every step leads to the next level.</summary>
    /// <param name="levels">At least one, noisiest first.</param>
    /// <param name="table">
    /// The training levels, from which <see cref="LevelAt"/> takes the timesteps of levels between those listed; null
    /// for the listed levels themselves.
    /// </param>
    public NoiseTrajectory(IEnumerable<NoiseLevel> levels, IReadOnlyList<NoiseLevel>? table = null)
    {
        _levels = [.. levels, NoiseLevel.Clean];
        ArgumentOutOfRangeException.ThrowIfLessThan(_levels.Length, 2, nameof(levels));
        _table = table ?? _levels[..^1];
    }

    /// <summary>Steps with targets of their own.</summary>
    /// <param name="steps">Level before each step and the one it leads to; at least one.</param>
    /// <param name="table">As for the other constructor.</param>
    public NoiseTrajectory(IReadOnlyList<(NoiseLevel Level, NoiseLevel Target)> steps, IReadOnlyList<NoiseLevel>? table = null)
        : this((steps ?? throw new ArgumentNullException(nameof(steps))).Select(step => step.Level), table) =>
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

    /// <summary>The level of a finite positive sigma, for samplers that evaluate the model between the listed levels.</summary>
    public NoiseLevel LevelAt(float sigma) => _table.AtSigma(sigma);

    /// <summary>The last <paramref name="steps"/> steps, for a run that starts from a noised video.</summary>
    public NoiseTrajectory Last(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        return new NoiseTrajectory([.. Enumerable.Range(Steps - steps, steps).Select(i => (this[i], Target(i)))], _table);
    }
}
