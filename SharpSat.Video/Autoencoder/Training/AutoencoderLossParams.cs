namespace SharpSat.Video.Autoencoder.Training;

/// <summary>What an autoencoder is trained for. Every term is a mean over elements, so weights do not depend on sizes.</summary>
public sealed record AutoencoderLossParams
{
    /// <summary>Compares the decoded clip with the original.</summary>
    public ReconstructionNorm Reconstruction { get; init; } = ReconstructionNorm.L1;

    /// <summary>Weight of the posterior's mean divergence from the standard normal; small, or latents lose detail.</summary>
    public double KlWeight { get; init; } = 1e-4;

    /// <summary>
    /// Weight of the gradient difference (Mathieu et al. 2016, exponent 1): differences between neighbouring pixels
    /// along height and width and between frames should be those of the original. 0 leaves it out.
    /// </summary>
    public double GradientWeight { get; init; }

    /// <summary>
    /// Whether only the decoder learns, so that latents stay what they are: cached latents, and networks trained on them,
    /// remain valid.
    /// </summary>
    public bool FrozenEncoder { get; init; }

    /// <summary>
    /// Noise for the decoder to see through, beside the posterior's: standard deviation in latent units, for each clip drawn
    /// between 0 and this. A network's latents are never quite right.
    /// </summary>
    public double LatentNoise { get; init; }
}
