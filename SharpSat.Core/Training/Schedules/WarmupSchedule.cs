namespace SharpSat.Core.Training.Schedules;

/// <summary>Rises in a straight line to the first learning rate of another schedule, then follows that one from its start.</summary>
public sealed class WarmupSchedule(ILearningRateSchedule then, long warmupSteps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step) =>
        step <= warmupSteps ? then.At(1) * step / warmupSteps : then.At(step - warmupSteps);
}
