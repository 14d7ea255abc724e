namespace SharpSat.Video.Schedules;

/// <summary>Settings of <see cref="EdmSchedule"/>.</summary>
public sealed record EdmScheduleParams
{
    /// <summary>Smallest sigma.</summary>
    public double SigmaMin { get; init; } = 0.002;

    /// <summary>Largest sigma.</summary>
    public double SigmaMax { get; init; } = 80;

    /// <summary>How far the steps crowd at small sigmas; 1 spaces them evenly.</summary>
    public double Rho { get; init; } = 7;

    /// <summary>Size of the table that training draws from where levels are drawn by index.</summary>
    public int Levels { get; init; } = 1000;
}
