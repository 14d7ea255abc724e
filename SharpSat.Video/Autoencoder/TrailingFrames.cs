namespace SharpSat.Video.Autoencoder;

/// <summary>What encoding does with frames at the end of a clip that fill no whole group.</summary>
public enum TrailingFrames
{
    /// <summary>The clip is refused, with the nearest legal frame counts.</summary>
    Refuse,

    /// <summary>They are dropped silently, as the SAT version does.</summary>
    Drop,
}
