using System.Globalization;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Rendering;

/// <summary>What <c>train --dry-run</c> found out.</summary>
internal static class EstimateView
{
    /// <summary>Prints what trains, and the estimate where there is one.</summary>
    public static void Show(CliConsole console, ITrainingRun run)
    {
        console.Out.WriteLine(run.FreezeTable);
        if (run.Estimate() is not { } estimate)
        {
            return;
        }

        var all = estimate.Step * run.Trainer.MaxSteps;
        console.Out.WriteLine();
        Line("memory, encoding", Size(estimate.EncodingBytes));
        Line("memory, training", Size(estimate.TrainingBytes));
        Line("memory, saving", "+ " + Size(estimate.SavingBytes));
        Line("memory, most", Size(estimate.MostBytes));
        Line("time", Text($"{estimate.Step.TotalSeconds:0.000} s a step, {(long)all.TotalHours}:{all:mm\\:ss} for {run.Trainer.MaxSteps} steps"));
        Line("disk, checkpoints", Text($"{Size(estimate.CheckpointBytes)} each, at most {Size(estimate.CheckpointsBytes)}"));
        if (estimate.CacheBytes > 0)
        {
            Line("disk, latents", Text($"{Size(estimate.CacheBytes)} for {run.ClipCount} clips"));
        }

        void Line(string what, string value) => console.Out.WriteLine($"{what,-18} {value}");
    }

    private static string Size(long bytes) => Text($"{bytes / 1048576.0:N0} MiB");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
