namespace SharpSat.Core.Training;

/// <summary>A loss or gradient became infinite or NaN; the message names step and place.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Creates the error with its complete message.</summary>
    public TrainingDivergedException(long step, string message)
        : base(message)
    {
        Step = step;
    }

    /// <summary>The step that failed; the weights are as the step before left them.</summary>
    public long Step { get; }
}
