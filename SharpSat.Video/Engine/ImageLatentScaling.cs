namespace SharpSat.Video.Engine;

/// <summary>What happens to a picture's latent before it joins the noisy latents as a condition.</summary>
public enum ImageLatentScaling
{
    /// <summary>Multiplied by the latent scale, like every other latent: SAT's training, diffusers' CogVideoX 1.0.</summary>
    Multiply,

    /// <summary>Left as the autoencoder made it: SAT's sampling script, which divides the scale out again.</summary>
    Unscaled,

    /// <summary>Divided by the latent scale: diffusers' CogVideoX 1.5 image-to-video (<c>invert_scale_latents</c>).</summary>
    Divide,
}
