using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.Engine;

/// <summary>What a published model was made for, where that is narrower than what its network can compute.</summary>
public sealed record SizeLimits
{
    /// <summary>Frame counts are this many times N, plus 1 (8 for the 1.0 models, 16 for 1.5).</summary>
    [Range(1, int.MaxValue)]
    public int FrameStep { get; init; } = 1;

    /// <summary>Most frames; null for as many as there are positions.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxFrames { get; init; }

    /// <summary>Least height and width in pixels.</summary>
    [Range(1, int.MaxValue)]
    public int MinSide { get; init; } = 1;
}
