using SharpSat.Core.Training.Observers;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Loops;

/// <summary>Training steps of nano on cached latents over the same steps without the wait for data.</summary>
internal static class DataWait
{
    private const int WarmUp = 5;

    /// <summary>A ratio for each step, the first few left out.</summary>
    public static IEnumerable<RatioRow> Measure(int steps)
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        try
        {
            var (config, document) = RunConfigFile.Load(["nano"], Settings(folder, steps + WarmUp));
            using var job = new TrainingRun(config, document, CPU);
            job.Prepare((_, _, _) => { });
            var waits = new Waits();
            job.Run(resume: false, [waits], CancellationToken.None);
            return [RatioRow.Of(
                new Target("data-wait, step over step without it", "Float32", "nano, 16 cached clips a step", 1.01, 1.05),
                waits.Shares.Skip(WarmUp).Select(share => 1 / (1 - share)))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Settings(string folder, int steps) =>
    [
        "data.target=moving_shapes", "data.params.count=32", "data.params.split=training", $"training.latent_cache={Path.Combine(folder, "latents")}",
        $"trainer.run_dir={Path.Combine(folder, "run")}", FormattableString.Invariant($"trainer.max_steps={steps}"), "trainer.batch_size=16",
        "trainer.schedule=constant", "trainer.save_every=0",
    ];

    private sealed class Waits : ITrainingObserver
    {
        public List<double> Shares { get; } = [];

        public void OnStep(StepReport report) => Shares.Add(report.DataWaitShare);
    }
}
