namespace SharpSat.Benchmarks.Ratios;

/// <summary>Something that is measured when its turn comes.</summary>
/// <param name="Name">What `--only` looks for.</param>
/// <param name="Measure">Measures its rows.</param>
internal sealed record RatioEntry(string Name, Func<IEnumerable<RatioRow>> Measure)
{
    /// <summary>A contest of actions that are run by turns.</summary>
    /// <param name="name">What `--only` looks for.</param>
    /// <param name="seconds">Time for its rounds; infinite: all of them, however long they take.</param>
    /// <param name="prepare">Sets it up.</param>
    /// <param name="rounds">Most rounds.</param>
    public static RatioEntry Of(string name, double seconds, Func<Contest> prepare, int rounds = 60) => new(name, () =>
    {
        using var contest = prepare();
        return contest.Measure(double.IsInfinity(seconds) ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds), rounds);
    });
}
