namespace SharpSat.Video.Engine;

/// <summary>In which latent frames of the condition a picture's latent stands.</summary>
public enum ImageFrames
{
    /// <summary>The first one; the others are zero.</summary>
    First,

    /// <summary>Every one (SAT's <c>noised_image_all_concat</c>, in training only).</summary>
    Every,
}
