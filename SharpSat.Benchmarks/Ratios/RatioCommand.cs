using System.Diagnostics;
using System.Globalization;
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
        var all = (quick ? RatioList.Quick() : RatioList.Full()).ToList();
        var entries = all.Where(e => e.Name.Contains(only, StringComparison.Ordinal)).ToList();
        if (entries.Count == 0)
        {
            Console.Error.WriteLine($"'{only}' is the name of nothing that {(quick ? "the quick run measures" : "is measured")}: {string.Join(", ", all.Select(e => e.Name).Distinct())}.");
            return 2;
        }

        Console.WriteLine(Machine.Describe());
        Console.WriteLine(RatioRow.Head);
        var (watch, missed) = (Stopwatch.StartNew(), 0);
        foreach (var row in entries.SelectMany(entry => entry.Measure()))
        {
            Console.WriteLine(row);
            missed += row.Met ? 0 : 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{missed} of the 'at least' missed; {watch.Elapsed.TotalSeconds:0} s."));
        return missed > 0 ? 1 : 0;
    }
}
