using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>Settings of <see cref="RandomOutlinesSource"/>.</summary>
public sealed record RandomOutlinesParams
{
    /// <summary>Number of clips.</summary>
    [Range(1, int.MaxValue)]
    public int Count { get; init; } = 1000;

    /// <summary>Seed of everything that is drawn.</summary>
    public long Seed { get; init; }

    /// <summary>The smallest circumradius in pixels.</summary>
    [Range(8.0, 16.0)]
    public double MinRadius { get; init; } = 8;

    /// <summary>The largest circumradius in pixels.</summary>
    [Range(8.0, 16.0)]
    public double MaxRadius { get; init; } = 13;

    /// <summary>Leaves faster outlines out: pixels per frame, 1 to 2 (all).</summary>
    [Range(1.0, 2.0)]
    public double MaxSpeed { get; init; } = 2;

    /// <summary>Frames of each clip.</summary>
    [Range(1, int.MaxValue)]
    public int Frames { get; init; } = 17;

    /// <summary>Height and width in pixels.</summary>
    [Range(1, int.MaxValue)]
    public int Size { get; init; } = 64;

    /// <summary>Frames per second.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Fps { get; init; } = 8;

    /// <summary>Legal frame counts are a multiple of this plus 1.</summary>
    [Range(1, int.MaxValue)]
    public int TimeCompression { get; init; } = 4;
}
