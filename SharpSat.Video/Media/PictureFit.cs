namespace SharpSat.Video.Media;

/// <summary>How a picture of another size becomes one of the video's size.</summary>
public enum PictureFit
{
    /// <summary>Scaled to exactly the size, each side on its own, with Lanczos (diffusers).</summary>
    Stretch,

    /// <summary>Scaled to cover the size without distortion, bicubic, and cropped evenly (SAT, and training data).</summary>
    Cover,
}
