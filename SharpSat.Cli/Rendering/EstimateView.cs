using System.Globalization;
using SharpSat.Core.Files;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Rendering;

/// <summary>What <c>train --dry-run</c> found out.</summary>
internal static class EstimateView
{
    /// <summary>Prints what trains, and the estimate where there is one.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="run">The job.</param>
    /// <param name="resume">Whether a run is continued, whose checkpoints take their space already.</param>
    /// <exception cref="Core.Errors.InputException">The checkpoints would not fit on the disk.</exception>
    public static void Show(CliConsole console, ITrainingRun run, bool resume)
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
        Line("memory, most", Size(estimate.MostBytes));
        Line("time", Text($"{estimate.Step.TotalSeconds:0.000} s a step, {(long)all.TotalHours}:{all:mm\\:ss} for {run.Trainer.MaxSteps} steps"));
        Line("disk, checkpoints", Text($"{Size(estimate.CheckpointBytes)} each, at most {Size(estimate.CheckpointsBytes)}"));
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is var memory && estimate.MostBytes > memory)
        {
            console.Error.WriteLine($"warning: This machine has {Size(memory)} of memory, less than the job will take. Lower trainer.batch_size or set model.network.params.checkpoint_activations.");
        }

        if (estimate.CacheBytes > 0)
        {
            Line("disk, latent cache", Text($"at most {Size(estimate.CacheBytes)} for {run.ClipCount} clips"));
        }

        OutputFolder.RequireSpace(
            run.Trainer.RunDir, resume ? estimate.CheckpointBytes : estimate.CheckpointsBytes, "the checkpoints of this run need", "Free some space, lower trainer.keep_last or choose another trainer.run_dir.");

        void Line(string what, string value) => console.Out.WriteLine($"{what,-18} {value}");
    }

    private static string Size(long bytes) => Text($"{bytes / 1048576.0:N0} MiB");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
