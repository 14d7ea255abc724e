using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Configuration;
using SharpSat.Video.Engine;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>training</c> section: the objective.</summary>
public sealed record TrainingSection
{
    /// <summary>Which noise level each sample gets.</summary>
    public ComponentNode Timesteps { get; init; } = new("uniform_timesteps");

    /// <summary>How predictions are compared.</summary>
    public ComponentNode Loss { get; init; } = new("weighted_l2");

    /// <summary>Probability that a caption is replaced by zero states.</summary>
    [Range(0.0, 1.0)]
    public double CaptionDropout { get; init; } = 0.1;

    /// <summary>
    /// Whether every clip is encoded once before the first step and its posterior kept in memory: faster for small
    /// sets that are seen many times. The draws are the same either way.
    /// </summary>
    public bool EncodeOnce { get; init; }

    /// <summary>
    /// Folder where every clip's posterior is kept on disk, or null: each clip is encoded once, also over several runs.
    /// For sets that are too large for <see cref="EncodeOnce"/>.
    /// </summary>
    public string? LatentCache { get; init; }

    /// <summary>Factor of one extra normal number per sample that is added to all of its noise.</summary>
    [Range(0.0, double.MaxValue)]
    public double NoiseOffset { get; init; }

    /// <summary>Noise on the pictures of an image-to-video network (<c>{}</c> for CogVideoX's), or null for none.</summary>
    public ImageNoiseParams? ImageNoise { get; init; }

    /// <summary>Probability that a batch is trained without its pictures.</summary>
    [Range(0.0, 1.0)]
    public double ImageDropout { get; init; }
}
