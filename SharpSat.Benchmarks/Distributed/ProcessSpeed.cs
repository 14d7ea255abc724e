using System.Globalization;

namespace SharpSat.Benchmarks.Distributed;

/// <summary>
/// Clips a second of one process with one and with two threads and of two processes with one thread each, by turns, so that
/// what else the machine does falls on all alike: the ratios count.
/// `dotnet run -c Release --project SharpSat.Benchmarks -- process-speed`.
/// </summary>
internal static class ProcessSpeed
{
    private const int Rounds = 3;
    private const int Steps = 12;
    private const int WarmUp = 2;

    // As configs/nano.json has it.
    private const int WholeBatch = 16;

    /// <summary>Runs the jobs and prints a row for each kind.</summary>
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        try
        {
            var kinds = new[] { (Ranks: 1, Threads: 1), (Ranks: 1, Threads: 2), (Ranks: 2, Threads: 1) };
            var rates = kinds.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < Rounds; round++)
            {
                for (var kind = 0; kind < kinds.Length; kind++)
                {
                    var job = new NanoJob(kinds[kind].Ranks, kinds[kind].Threads, Steps, Shard: false, WholeBatch);
                    var figures = job.Run(folder, string.Create(CultureInfo.InvariantCulture, $"run-{round}-{kind}"));
                    rates[kind].AddRange(figures[0].SamplesPerSecond.Skip(WarmUp));
                }
            }

            Console.WriteLine("| processes | threads of each | clips a second, over one process with one thread |");
            Console.WriteLine("|---|---|---|");
            foreach (var (kind, rate) in kinds.Zip(rates))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind.Ranks} | {kind.Threads} | {Median(rate) / Median(rates[0]):0.00} |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
