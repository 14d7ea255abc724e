namespace SharpSat.Core.Training.Schedules;

/// <summary>The same learning rate at every step.</summary>
public sealed class ConstantSchedule(double learningRate) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step) => learningRate;
}
