namespace SharpSat.Video.Engine;

/// <summary>Which frames come out of a number of latent frames.</summary>
public enum LatentDecoding
{
    /// <summary>
    /// Every latent frame, the first one apart: 4N - 3 frames for N latent frames, so that a clip of 4N - 3 frames
    /// comes back with as many; in chunks of two, so that memory does not grow with the clip.
    /// </summary>
    FrameExact,

    /// <summary>
    /// As the SAT version: the first latent frame is dropped (made for the padding of 1.5) and the rest decoded in
    /// whole groups and at most ten chunks: 4 (N - 1) frames.
    /// </summary>
    Sat,

    /// <summary>
    /// As diffusers: every latent frame, in batches of two, the first with three where their number is odd
    /// (<see cref="Autoencoder.FrameBatches"/>). An odd number N gives 4N - 3 frames, an even one 4N, so a clip of 5 frames
    /// comes back with 8.
    /// </summary>
    Diffusers,
}
