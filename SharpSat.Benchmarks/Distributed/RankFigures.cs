namespace SharpSat.Benchmarks.Distributed;

/// <summary>What one process of a job measured.</summary>
/// <param name="PeakBytes">Most resident memory while it trained.</param>
/// <param name="OptimizerBytes">Its optimizer's state.</param>
/// <param name="Losses">Of each step.</param>
/// <param name="SamplesPerSecond">Of each step, all processes together.</param>
internal sealed record RankFigures(long PeakBytes, long OptimizerBytes, IReadOnlyList<double> Losses, IReadOnlyList<double> SamplesPerSecond);
