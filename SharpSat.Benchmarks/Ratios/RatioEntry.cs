namespace SharpSat.Benchmarks.Ratios;

/// <summary>A contest that is set up when its turn comes.</summary>
/// <param name="Name">What `--only` looks for.</param>
/// <param name="Seconds">Time for its rounds.</param>
/// <param name="Prepare">Sets it up.</param>
/// <param name="Rounds">Most rounds.</param>
internal sealed record RatioEntry(string Name, double Seconds, Func<Contest> Prepare, int Rounds = 60);
