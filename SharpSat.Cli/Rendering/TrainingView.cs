using SharpSat.Core.Training;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Rendering;

/// <summary>Runs a training job with its progress shown.</summary>
internal static class TrainingView
{
    /// <summary>What comes before the first step.</summary>
    public static void Prepare(CliConsole console, ITrainingRun run, CancellationToken cancellation) =>
        ProgressView.Run(console, "preparing", report => Interrupt.Over(
            () =>
            {
                run.Prepare(report, cancellation);
                return true;
            },
            cancellation));

    /// <summary>The steps; an interrupt says that nothing is lost.</summary>
    public static TrainResult Train(CliConsole console, ITrainingRun run, bool resume, CancellationToken cancellation)
    {
        try
        {
            return ProgressView.Run(console, "training", report => run.Run(resume, [new TrainingProgress(console, report)], cancellation));
        }
        catch (TrainingInterruptedException e)
        {
            console.Error.WriteLine($"{e.Message} The checkpoint is written; --resume continues.");
            throw;
        }
    }
}
