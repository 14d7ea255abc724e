namespace SharpSat.Core.Training.Schedules;

/// <summary>
/// Half a cosine from the peak at step 1 towards the minimum, which step <c>steps + 1</c> would reach
/// (Loshchilov and Hutter, "SGDR", 2017, without restarts).
/// </summary>
public sealed class CosineSchedule(double peak, double minimum, long steps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step)
    {
        var progress = Math.Clamp((double)(step - 1) / Math.Max(1, steps), 0, 1);
        return minimum + ((peak - minimum) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
