using System.Diagnostics;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>Times of actions run by turns, so that what else the machine does falls on all alike.</summary>
/// <param name="Seconds">Wall-clock time of each action in each round.</param>
/// <param name="Processor">Processor time likewise, which other programs disturb less.</param>
internal sealed record Interleaved(IReadOnlyList<double[]> Seconds, IReadOnlyList<double[]> Processor)
{
    private const int Fewest = 3;

    // Actions of several seconds are as fast the first time, but for the first of them (ours), which keeps its blocks of memory from then on.
    private const int FewestOfLong = 1;

    /// <summary>Runs all actions once to warm up, then by turns, each round beginning with another one and every second one backwards.</summary>
    /// <param name="actions">At least one.</param>
    /// <param name="budget">Begins no round after this time, but runs a few in any case.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <param name="areLong">Actions of several seconds: only the first is warmed up, and one round does if it takes all the time.</param>
    public static Interleaved Run(IReadOnlyList<Action> actions, TimeSpan budget, int rounds, bool areLong = false)
    {
        var (started, fewest) = (Stopwatch.StartNew(), areLong ? FewestOfLong : Fewest);
        foreach (var action in areLong ? actions.Take(1) : actions)
        {
            action();
        }

        List<double>[] seconds = [.. actions.Select(_ => new List<double>())], processor = [.. actions.Select(_ => new List<double>())];
        for (var round = 0; round < rounds && (round < fewest || started.Elapsed < budget); round++)
        {
            for (var turn = 0; turn < actions.Count; turn++)
            {
                var place = (round + turn) % actions.Count;
                var chosen = round % 2 == 0 ? place : actions.Count - 1 - place;
                var (before, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
                actions[chosen]();
                seconds[chosen].Add(watch.Elapsed.TotalSeconds);
                processor[chosen].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }
        }

        return new Interleaved([.. seconds.Select(s => s.ToArray())], [.. processor.Select(s => s.ToArray())]);
    }

    /// <summary>The ratios of two actions, round by round, in order of size.</summary>
    /// <param name="over">The action measured.</param>
    /// <param name="under">What it is measured against.</param>
    public double[] Ratios(int over, int under) => [.. Seconds[over].Zip(Seconds[under], (a, b) => a / b).Order()];

    /// <summary>The ratio of the processor times of two actions, all rounds together.</summary>
    public double ProcessorRatio(int over, int under) => Processor[over].Sum() / Processor[under].Sum();
}
