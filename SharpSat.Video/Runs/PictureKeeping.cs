namespace SharpSat.Video.Runs;

/// <summary>What is kept of the picture that an image-to-video network is given, beside the latents of its clip.</summary>
public enum PictureKeeping
{
    /// <summary>Nothing: the network takes no picture.</summary>
    None,

    /// <summary>The autoencoder's posterior of it, so that training needs no autoencoder.</summary>
    Posterior,

    /// <summary>The picture itself, because training puts new noise on it before each encoding.</summary>
    Pixels,
}
