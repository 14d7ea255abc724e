namespace SharpSat.Video.Engine;

/// <summary>What a request gives back.</summary>
public enum GenerationOutput
{
    /// <summary>8-bit frames.</summary>
    Bytes,

    /// <summary>Float32 frames in [0, 1].</summary>
    Floats,

    /// <summary>Latents only; nothing is decoded.</summary>
    Latents,
}
