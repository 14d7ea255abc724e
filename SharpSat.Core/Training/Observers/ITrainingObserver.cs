using SharpSat.Core.Training.Runs;
using SharpSat.Core.Training.Validation;

namespace SharpSat.Core.Training.Observers;

/// <summary>Follows a run: a log, a progress display, sampling at checkpoints. Every method may be left out.</summary>
public interface ITrainingObserver
{
    /// <summary>Before the first step of this process.</summary>
    void OnStart(TrainingStart start)
    {
    }

    /// <summary>After every optimizer step.</summary>
    void OnStep(StepReport report)
    {
    }

    /// <summary>After a validation.</summary>
    void OnValidation(ValidationLine line)
    {
    }

    /// <summary>After a checkpoint is complete.</summary>
    void OnCheckpoint(CheckpointInfo checkpoint)
    {
    }

    /// <summary>Something the user should know that does not stop the run.</summary>
    void OnWarning(string message)
    {
    }

    /// <summary>After the last step, or after the checkpoint that an interrupt asked for.</summary>
    void OnEnd(TrainResult result)
    {
    }
}
