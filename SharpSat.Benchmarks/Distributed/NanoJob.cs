using System.Diagnostics;
using System.Globalization;
using Newtonsoft.Json;
using SharpSat.Core.Distributed;
using SharpSat.Core.Training.Memory;
using SharpSat.Core.Training.Observers;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using TorchSharp;

namespace SharpSat.Benchmarks.Distributed;

/// <summary>
/// Full fine-tuning of nano on moving shapes by several processes: the same steps with the same whole batch,
/// however many divide it. Latents come from a cache, so that the network alone is measured.
/// </summary>
/// <param name="Ranks">Processes.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Shard">Whether the optimizer's state is divided.</param>
/// <param name="WholeBatch">Clips of a step, all processes together.</param>
internal sealed record NanoJob(int Ranks, int Threads, int Steps, bool Shard, int WholeBatch = 8)
{
    /// <summary>The word on the command line that makes a process a member of a job.</summary>
    public const string Member = "nano-job-member";

    /// <summary>Runs the job under mpirun and returns what each process measured.</summary>
    /// <param name="folder">Holds the job's run directory, its name given, and the latents, which later jobs find there.</param>
    /// <param name="name">Names the run directory.</param>
    public IReadOnlyList<RankFigures> Run(string folder, string name)
    {
        var run = Path.Combine(folder, name);
        var start = new ProcessStartInfo("mpirun") { Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE", ["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none" } };
        string[] arguments =
        [
            "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1", "-n", Text(Ranks),
            "dotnet", Path.Combine(AppContext.BaseDirectory, "SharpSat.Benchmarks.dll"), Member, run, .. Settings(run, Path.Combine(folder, "latents")),
        ];
        arguments.ToList().ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. Enumerable.Range(0, Ranks).Select(rank => JsonConvert.DeserializeObject<RankFigures>(File.ReadAllText(FiguresFile(run, rank)))!)]
            : throw new InvalidOperationException($"mpirun of {Ranks} processes ended with code {process.ExitCode}.");
    }

    /// <summary>One process of a job.</summary>
    /// <param name="run">The job's run directory.</param>
    /// <param name="settings">Of the configuration.</param>
    public static void Join(string run, IReadOnlyList<string> settings)
    {
        using var group = ProcessGroups.Join();
        var (config, document) = RunConfigFile.Load(["nano"], settings);
        using var job = new TrainingRun(config, document, torch.CPU, group);
        job.Prepare((_, _, _) => { });
        var watch = new Watch();
        var peak = PeakMemory.Of(() => job.Run(resume: false, [watch], CancellationToken.None));
        File.WriteAllText(FiguresFile(run, group.Rank), JsonConvert.SerializeObject(new RankFigures(peak, watch.OptimizerBytes, watch.Losses, watch.Rates)));
    }

    private IEnumerable<string> Settings(string run, string latents) =>
    [
        "data.target=moving_shapes", "data.params.count=64", "data.params.split=training", $"training.latent_cache={latents}",
        $"trainer.run_dir={run}", $"trainer.max_steps={Text(Steps)}", $"trainer.batch_size={Text(WholeBatch / Ranks)}", $"trainer.threads={Text(Threads)}",
        $"trainer.shard_optimizer={(Shard ? "true" : "false")}", "trainer.schedule=constant", "trainer.save_every=0",
    ];

    private static string FiguresFile(string run, int rank) => string.Create(CultureInfo.InvariantCulture, $"{run}.{rank}.json");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Watch : ITrainingObserver
    {
        public long OptimizerBytes { get; private set; }

        public List<double> Losses { get; } = [];

        public List<double> Rates { get; } = [];

        public void OnStart(TrainingStart start) => OptimizerBytes = start.OptimizerBytes;

        public void OnStep(StepReport report)
        {
            Losses.Add(report.Loss);
            Rates.Add(report.SamplesPerSecond);
        }
    }
}
