namespace SharpSat.Core.Training;

/// <summary>A run was asked to stop and did; its last step is saved.</summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    /// <summary>Creates the error.</summary>
    /// <param name="result">How far the run came.</param>
    /// <param name="maxSteps">How far it was to go.</param>
    /// <param name="stop">What asked.</param>
    public TrainingInterruptedException(TrainResult result, long maxSteps, CancellationToken stop)
        : base($"Stopped after step {result?.Steps} of {maxSteps}.", stop)
    {
        ArgumentNullException.ThrowIfNull(result);
        Result = result;
    }

    /// <summary>How far the run came, and its last checkpoint.</summary>
    public TrainResult Result { get; }
}
