namespace SharpSat.Video.Schedules;

/// <summary>Which noise levels exist. Training draws from <see cref="Levels"/>; sampling walks a trajectory.</summary>
public interface INoiseSchedule
{
    /// <summary>The training levels, least noisy first; the position is the timestep index.</summary>
    IReadOnlyList<NoiseLevel> Levels { get; }

    /// <summary>The levels of a sampling run.</summary>
    /// <param name="steps">Network evaluations, from 1 to the number of levels.</param>
    /// <exception cref="Core.Errors.InputException">More steps than levels, or less than one.</exception>
    NoiseTrajectory Trajectory(int steps);
}
