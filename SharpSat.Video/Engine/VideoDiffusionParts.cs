using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Tiling;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using SharpSat.Video.Text;

namespace SharpSat.Video.Engine;

/// <summary>What a <see cref="VideoDiffusionEngine"/> consists of.</summary>
public sealed record VideoDiffusionParts
{
    /// <summary>The diffusion transformer.</summary>
    public required CogVideoXTransformer Transformer { get; init; }

    /// <summary>Videos to latents and back; the engine freezes it.</summary>
    public required VideoAutoencoder Autoencoder { get; init; }

    /// <summary>Captions to conditions.</summary>
    public required TextConditioner Conditioner { get; init; }

    /// <summary>Noise levels, shared by training and sampling.</summary>
    public required INoiseSchedule Schedule { get; init; }

    /// <summary>What the transformer predicts.</summary>
    public required IParameterization Parameterization { get; init; }

    /// <summary>Latents are multiplied by this before they are noised: 1.15258426 (2b), 0.7 (5b and 1.5).</summary>
    public required double LatentScale { get; init; }

    /// <summary>How many frames are encoded at a time.</summary>
    public LatentEncoding Encoding { get; init; } = LatentEncoding.Whole;

    /// <summary>Cuts large pictures into tiles to save memory; needs the frame batches of diffusers in both directions.</summary>
    public TilingSettings? Tiling { get; init; }

    /// <summary>What sizes the model was made for, or null.</summary>
    public SizeLimits? Limits { get; init; }

    /// <summary>How latents become frames.</summary>
    public LatentDecoding Decoding { get; init; } = LatentDecoding.FrameExact;

    /// <summary>How the picture's latent of an image-to-video network is scaled.</summary>
    public ImageLatentScaling ImageScaling { get; init; } = ImageLatentScaling.Multiply;

    /// <summary>In which latent frames of the condition the picture's latent stands.</summary>
    public ImageFrames ImageFrames { get; init; } = ImageFrames.First;

    /// <summary>How many clips the autoencoder takes at a time (memory); null for the whole batch.</summary>
    public int? ClipsAtATime { get; init; }
}
