namespace SharpSat.Video.Data;

/// <summary>Where in a longer video the clip begins.</summary>
public enum ClipStart
{
    /// <summary>At the first frame (after what is skipped), as the reference does.</summary>
    First,

    /// <summary>So that as much is left before as after.</summary>
    Middle,

    /// <summary>Anywhere it fits, drawn once for each file from the seed and its name.</summary>
    Random,
}
