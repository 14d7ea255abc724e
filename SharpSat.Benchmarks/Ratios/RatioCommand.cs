using System.Diagnostics;
using System.Globalization;
using SharpSat.Benchmarks.Ratios.Blocks;
using TorchSharp;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>
/// `dotnet run -c Release --project SharpSat.Benchmarks -- ratios [--quick] [--only NAME] [--threads N]`: SharpSat beside the
/// limit that its matrix products, convolutions or bytes set, measured in the same process at the same time.
/// </summary>
internal static class RatioCommand
{
    /// <summary>Measures and prints.</summary>
    /// <returns>1 if an 'at least' is missed, 2 for a wrong argument, else 0.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (quick, only, threads) = (false, string.Empty, 0);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--only" when i + 1 < arguments.Count:
                    only = arguments[++i];
                    break;
                case "--threads" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out threads) && threads > 0:
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"'{arguments[i]}' is no option of ratios, or lacks its value: --quick, --only NAME, --threads N.");
                    return 2;
            }
        }

        if (threads > 0)
        {
            torch.set_num_threads(threads);
        }

        return Run(quick, only);
    }

    private static int Run(bool quick, string only)
    {
        var entries = RatioList.Of(quick).Where(e => e.Name.Contains(only, StringComparison.Ordinal)).ToList();
        Console.WriteLine(Machine.Describe());
        Console.WriteLine(RatioRow.Head);
        var (watch, missed) = (Stopwatch.StartNew(), 0);
        foreach (var entry in entries)
        {
            foreach (var row in Measure(entry))
            {
                Console.WriteLine(row);
                missed += row.Met ? 0 : 1;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{missed} of the 'at least' missed; {watch.Elapsed.TotalSeconds:0} s."));
        return missed > 0 ? 1 : 0;
    }

    private static List<RatioRow> Measure(RatioEntry entry)
    {
        using var contest = entry.Prepare();
        var times = Interleaved.Run([contest.Ours, contest.Ceiling, .. contest.Peers.Select(p => p.Run)], TimeSpan.FromSeconds(entry.Seconds), entry.Rounds);
        var rows = new List<RatioRow> { RatioRow.Of(contest.Target, times, 0, 1, contest.CeilingRuns) };
        for (var i = 0; i < contest.Peers.Count; i++)
        {
            var peer = contest.Peers[i];
            rows.Add(RatioRow.Of(contest.Target with { Name = $"{contest.Target.Name}, ours over {peer.Name}", Goal = peer.Least, Least = peer.Least }, times, 0, i + 2, 1));
        }

        return rows;
    }
}
