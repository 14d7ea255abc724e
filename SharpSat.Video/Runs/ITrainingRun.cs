using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Runs.Estimates;

namespace SharpSat.Video.Runs;

/// <summary>A training job that was put together and checked, and has written nothing yet.</summary>
public interface ITrainingRun : IDisposable
{
    /// <summary>The <c>trainer</c> section.</summary>
    TrainerConfig Trainer { get; }

    /// <summary>Where each part's weights come from, one line each.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>What the user should know before the run begins.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Number of training clips.</summary>
    int ClipCount { get; }

    /// <summary>The clips by their size.</summary>
    ClipBuckets Buckets { get; }

    /// <summary>Numbers that train, and that do not.</summary>
    (long Trainable, long Frozen) Parameters { get; }

    /// <summary>Which parts train, as a table.</summary>
    string FreezeTable { get; }

    /// <summary>What the job will take, measured on a part of it; null if that is not known for this kind of job.</summary>
    TrainingEstimate? Estimate();

    /// <summary>Work before the first step that takes a while (encoding the clips once); writes nothing.</summary>
    /// <param name="report">Told what is done, of how much, and what it is.</param>
    /// <param name="stop">Ends it between two clips.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    void Prepare(Action<long, long, string> report, CancellationToken stop = default);

    /// <summary>Trains. See <see cref="Trainer{TBatch}.Run"/>.</summary>
    /// <exception cref="InputException">The run directory cannot be used.</exception>
    TrainResult Run(bool resume, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop);
}
