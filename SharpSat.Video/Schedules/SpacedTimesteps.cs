namespace SharpSat.Video.Schedules;

/// <summary>Which timesteps a <see cref="DiffusersSchedule"/> visits in a shorter run.</summary>
public enum SpacedTimesteps
{
    /// <summary>Whole-number steps up from the offset; never reaches the noisiest level.</summary>
    Leading,

    /// <summary>Down from the noisiest level; every released CogVideoX.</summary>
    Trailing,

    /// <summary>Evenly from the noisiest level to the cleanest, both included.</summary>
    Linspace,
}
