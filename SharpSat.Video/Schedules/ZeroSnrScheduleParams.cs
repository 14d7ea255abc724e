namespace SharpSat.Video.Schedules;

/// <summary>Settings of <see cref="ZeroSnrSchedule"/>.</summary>
public sealed record ZeroSnrScheduleParams
{
    /// <summary>Signal-to-noise shift: alpha_bar becomes a / (s + (1 - s) a). 3.0 in CogVideoX-2b, 1.0 in the others.</summary>
    public double Shift { get; init; } = 1.0;

    /// <summary>Number of training levels.</summary>
    public int Levels { get; init; } = 1000;

    /// <summary>First beta (betas are linear in their square roots).</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary>Last beta.</summary>
    public double BetaEnd { get; init; } = 0.0120;

    /// <summary>Lowers the first beta so that the shift leaves the first level where it was. No effect with <see cref="ShiftLast"/>.</summary>
    public bool KeepStart { get; init; }

    /// <summary>Shifts after the zero-SNR rescale instead of before.</summary>
    public bool ShiftLast { get; init; }
}
