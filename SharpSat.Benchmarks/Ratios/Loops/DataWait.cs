using SharpSat.Core.Training.Observers;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Loops;

/// <summary>Training steps of nano on cached latents over the same steps without the wait for data.</summary>
internal static class DataWait
{
    private const int WarmUp = 5;
    private const int Batch = 16;

    /// <summary>One ratio over all steps, the first few left out: a wait may come in one step of many.</summary>
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
                new Target("data-wait, step over step without it", "Float32", $"nano, {steps} steps of {Batch} cached clips", 1.01, 1.05),
                [waits.Steps.Skip(WarmUp).Sum(s => s.Seconds) / waits.Steps.Skip(WarmUp).Sum(s => s.Seconds * (1 - s.Waiting))])];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Settings(string folder, int steps) =>
    [
        "data.target=moving_shapes", "data.params.count=32", "data.params.split=training", $"training.latent_cache={Path.Combine(folder, "latents")}",
        $"trainer.run_dir={Path.Combine(folder, "run")}", FormattableString.Invariant($"trainer.max_steps={steps}"), FormattableString.Invariant($"trainer.batch_size={Batch}"),
        "trainer.schedule=constant", "trainer.save_every=0",
    ];

    private sealed class Waits : ITrainingObserver
    {
        public List<(double Seconds, double Waiting)> Steps { get; } = [];

        public void OnStep(StepReport report) => Steps.Add((Batch / report.SamplesPerSecond, report.DataWaitShare));
    }
}
