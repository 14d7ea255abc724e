namespace SharpSat.Core.Training.Schedules;

/// <summary>The learning rate as a pure function of the step, so that a resumed run needs no state.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The learning rate of optimizer step <paramref name="step"/>, counted from 1.</summary>
    double At(long step);
}
