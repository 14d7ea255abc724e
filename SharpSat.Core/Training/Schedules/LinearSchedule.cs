namespace SharpSat.Core.Training.Schedules;

/// <summary>From the peak at step 1 in a straight line towards the minimum, which step <c>steps + 1</c> would reach.</summary>
public sealed class LinearSchedule(double peak, double minimum, long steps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step) => peak + ((minimum - peak) * Math.Clamp((double)(step - 1) / Math.Max(1, steps), 0, 1));
}
