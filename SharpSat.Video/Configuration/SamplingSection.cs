using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using SharpSat.Video.Text;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>sampling</c> section: how videos are made unless the command line says otherwise.</summary>
public sealed record SamplingSection
{
    /// <summary>The sampler.</summary>
    public ComponentNode Sampler { get; init; } = new("dpmpp_2m_sde");

    /// <summary>The guidance.</summary>
    public ComponentNode Guidance { get; init; } = new("dynamic_cfg");

    /// <summary>What saves work from step to step (<c>pyramid_attention_broadcast</c>, <c>faster_cache</c>, <c>first_block_cache</c>), or null for nothing.</summary>
    public ComponentNode? Cache { get; init; }

    /// <summary>Steps from noise to video.</summary>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 50;

    /// <summary>Video frames.</summary>
    [Range(1, int.MaxValue)]
    public required int Frames { get; init; }

    /// <summary>Height in pixels.</summary>
    [Range(1, int.MaxValue)]
    public required int Height { get; init; }

    /// <summary>Width in pixels.</summary>
    [Range(1, int.MaxValue)]
    public required int Width { get; init; }

    /// <summary>Frames per second of the written videos.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Fps { get; init; } = 8;

    /// <summary>Videos of each prompt, with seeds that count up, unless the command line says otherwise.</summary>
    [Range(1, int.MaxValue)]
    public int VideosPerPrompt { get; init; } = 1;

    /// <summary>Which parts of the model are in memory at the same time.</summary>
    public PartLoading Loading { get; init; } = PartLoading.TextFirst;

    /// <summary>File with one prompt per line, taken if the command line gives no prompt; or null.</summary>
    public string? Prompts { get; init; }

    /// <summary>Folder of the videos, taken if the command line names none; or null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether the network is told the nearest of the training levels instead of a step's own (SAT; diffusers does not).</summary>
    public bool SnapLevels { get; init; } = true;

    /// <summary>How the picture's latent is scaled; null: as in training (<c>model.image_scaling</c>).</summary>
    public ImageLatentScaling? ImageScaling { get; init; }

    /// <summary>Where the picture's latent stands; null: as in training (<c>model.image_frames</c>).</summary>
    public ImageFrames? ImageFrames { get; init; }

    /// <summary>What guidance compares with where no negative prompt is given: zero states (SAT) or the empty caption (diffusers).</summary>
    public UnconditionalText Unconditional { get; init; } = UnconditionalText.Zeros;

    /// <summary>How given pictures and videos of another size are fitted.</summary>
    public PictureFit PictureFit { get; init; } = PictureFit.Cover;

    /// <summary>How 8-bit frames are rounded.</summary>
    public PixelRounding Rounding { get; init; } = PixelRounding.Truncate;
}
