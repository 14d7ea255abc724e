using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Configuration;
using SharpSat.Video.Autoencoder.Tiling;
using SharpSat.Video.Engine;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>model</c> section: what is trained or sampled. A preset is merged under what the user writes.</summary>
public sealed record ModelSection
{
    /// <summary>Name or path of the preset underneath, or null.</summary>
    public string? Preset { get; init; }

    /// <summary>The network that predicts.</summary>
    public required ComponentNode Network { get; init; }

    /// <summary>Mixins added to the network, in this order.</summary>
    public IReadOnlyList<NamedComponentNode> Mixins { get; init; } = [];

    /// <summary>Video to latents and back.</summary>
    public required AutoencoderSection Autoencoder { get; init; }

    /// <summary>Captions to states.</summary>
    public required TextSection Text { get; init; }

    /// <summary>The noise levels, shared by training and sampling.</summary>
    public required ComponentNode Schedule { get; init; }

    /// <summary>What the network's output means.</summary>
    public required ComponentNode Parameterization { get; init; }

    /// <summary>The autoencoder's latents are multiplied by this before the network sees them.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double LatentScale { get; init; } = 1.0;

    /// <summary>How many frames are encoded at a time.</summary>
    public LatentEncoding Encoding { get; init; } = LatentEncoding.Whole;

    /// <summary>Cuts large pictures into tiles to save memory (<c>{}</c>: of diffusers' default size), or null.</summary>
    public TilingSettings? Tiling { get; init; }

    /// <summary>What sizes the model was made for, where that is narrower than what it can compute.</summary>
    public SizeLimits? Sizes { get; init; }

    /// <summary>Which frames come out of a number of latent frames.</summary>
    public LatentDecoding Decoding { get; init; } = LatentDecoding.FrameExact;

    /// <summary>How the latent of the picture that an image-to-video network is given is scaled.</summary>
    public ImageLatentScaling ImageScaling { get; init; } = ImageLatentScaling.Multiply;

    /// <summary>In which latent frames of the condition the picture's latent stands.</summary>
    public ImageFrames ImageFrames { get; init; } = ImageFrames.First;

    /// <summary>
    /// Text-to-video weights may start an image-to-video network, whose weights for the picture's channels then begin at zero.
    /// </summary>
    public bool NewImageInput { get; init; }

    /// <summary>How many clips the autoencoder takes at a time (memory); null for the whole batch.</summary>
    [Range(1, int.MaxValue)]
    public int? ClipsAtATime { get; init; }

    /// <summary>Number types that videos can be made in; the first is the one the weights were trained in, taken by default on a GPU.</summary>
    public IReadOnlyList<WeightType> Dtypes { get; init; } = [WeightType.Fp32, WeightType.Bf16, WeightType.Fp16];

    /// <summary>How the weights of the network's layers are kept; int8 for sampling and for a LoRA on top, which goes on in floats.</summary>
    public WeightQuantization Quantization { get; init; } = WeightQuantization.None;

    /// <summary>Where the network's weights come from (file, folder, run directory); null draws new ones.</summary>
    public string? Weights { get; init; }

    /// <summary>Seed of the weights that no file gives.</summary>
    public long InitSeed { get; init; } = 1;
}
