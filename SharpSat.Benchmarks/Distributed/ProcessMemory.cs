using System.Globalization;
using SharpSat.Core.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Distributed;

/// <summary>
/// Memory of 1, 2 and 4 processes that train nano together, with and without a divided optimizer, and whether they get the
/// losses and weights of one. `dotnet run -c Release --project SharpSat.Benchmarks -- process-memory`.
/// </summary>
internal static class ProcessMemory
{
    private const int Steps = 8;

    /// <summary>Runs the jobs one after the other and prints a row for each.</summary>
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        try
        {
            Console.WriteLine("| processes | shard_optimizer | peak memory of each, MiB | optimizer of each, MiB | losses, largest difference | weights, largest difference |");
            Console.WriteLine("|---|---|---|---|---|---|");
            IReadOnlyList<double> losses = [];
            foreach (var (ranks, shard) in new[] { (1, false), (2, false), (2, true), (4, false), (4, true) })
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"run-{ranks}-{(shard ? "divided" : "whole")}");
                var figures = new NanoJob(ranks, Threads: 1, Steps, shard).Run(folder, name);
                losses = losses.Count == 0 ? figures[0].Losses : losses;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {ranks} | {(shard ? "true" : "false")} | {Each(figures.Select(f => f.PeakBytes))} | {Each(figures.Select(f => f.OptimizerBytes))} | {Farthest(figures[0].Losses, losses):0.0e0} | {WeightDistance(folder, name):0.0e0} |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Each(IEnumerable<long> bytes) => string.Join(", ", bytes.Select(b => (b / 1048576.0).ToString("0", CultureInfo.InvariantCulture)));

    private static double Farthest(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b).Max(pair => Math.Abs(pair.First - pair.Second));

    private static double WeightDistance(string folder, string name)
    {
        using var scope = NewDisposeScope();
        using var one = SafetensorsFile.Open(Weights(folder, "run-1-whole"));
        using var other = SafetensorsFile.Open(Weights(folder, name));
        return one.Entries.Keys.Max(key => (one.Read(key) - other.Read(key)).abs().max().item<float>());
    }

    private static string Weights(string folder, string name) => Path.Combine(
        folder, name, "checkpoints", string.Create(CultureInfo.InvariantCulture, $"step-{Steps:000000}"), "model.safetensors");
}
