namespace SharpSat.Video.Schedules;

/// <summary>Settings of <see cref="DiffusersSchedule"/>; the defaults are those of the released CogVideoX-5b.</summary>
public sealed record DiffusersScheduleParams
{
    /// <summary>Number of training levels (num_train_timesteps).</summary>
    public int Levels { get; init; } = 1000;

    /// <summary>First beta.</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary>Last beta.</summary>
    public double BetaEnd { get; init; } = 0.0120;

    /// <summary>How the betas grow between the two.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.ScaledLinear;

    /// <summary>The betas themselves (read as float32), one for each level; null computes them.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>Signal-to-noise shift, before the rescale: alpha_bar becomes a / (s + (1 - s) a). 3.0 in CogVideoX-2b, 1.0 in the others.</summary>
    public double Shift { get; init; } = 1.0;

    /// <summary>Whether the last level is rescaled to pure noise (rescale_betas_zero_snr).</summary>
    public bool ZeroSnr { get; init; } = true;

    /// <summary>Whether the step past the last timestep leads to the clean sample, or else to the first level (set_alpha_to_one).</summary>
    public bool EndsClean { get; init; } = true;

    /// <summary>Which timesteps a shorter run visits.</summary>
    public SpacedTimesteps Spacing { get; init; } = SpacedTimesteps.Trailing;

    /// <summary>Added to every timestep of <see cref="SpacedTimesteps.Leading"/> (steps_offset).</summary>
    public int StepsOffset { get; init; }
}
