namespace SharpSat.Video.Engine;

/// <summary>How many frames are encoded at a time. Group norms see one piece at a time, so the numbers differ a little.</summary>
public enum LatentEncoding
{
    /// <summary>The whole clip at once, first frame apart, as the SAT version does.</summary>
    Whole,

    /// <summary>Eight frames at a time, as diffusers does (<see cref="Autoencoder.FrameBatches"/>).</summary>
    FrameBatches,
}
