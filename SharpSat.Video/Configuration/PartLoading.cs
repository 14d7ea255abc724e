namespace SharpSat.Video.Configuration;

/// <summary>Which parts of a model are in memory at the same time while videos are made. The videos are the same either way.</summary>
public enum PartLoading
{
    /// <summary>All of them, from the beginning.</summary>
    Together,

    /// <summary>
    /// All prompts are encoded first; then the text encoder makes room for network and autoencoder, and each video is written
    /// as soon as it is made.
    /// </summary>
    TextFirst,

    /// <summary>
    /// Text encoder, then network, then autoencoder, never two of them: all videos are sampled before the first one is decoded.
    /// With pictures or videos to start from, the autoencoder stays beside the network.
    /// </summary>
    OneByOne,
}
