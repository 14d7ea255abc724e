using System.ComponentModel.DataAnnotations;

namespace SharpSat.Video.Data.Synthetic;

/// <summary>Settings of <see cref="MovingShapesSource"/> and <see cref="MovingShapesWriter"/>.</summary>
public sealed record MovingShapesParams
{
    /// <summary>Number of clips; 0 means one for each combination.</summary>
    [Range(0, int.MaxValue)]
    public int Count { get; init; }

    /// <summary>Seed of order, sizes, speeds and places.</summary>
    public long Seed { get; init; }

    /// <summary>Which combinations there are for the filters to choose from.</summary>
    public ShapeSplit Split { get; init; } = ShapeSplit.All;

    /// <summary>Combinations to include; none means all but stars.</summary>
    public IReadOnlyList<ShapeFilter> Include { get; init; } = [];

    /// <summary>Combinations to leave out.</summary>
    public IReadOnlyList<ShapeFilter> Exclude { get; init; } = [];

    /// <summary>The smallest circumradius in pixels.</summary>
    [Range(8.0, 16.0)]
    public double MinRadius { get; init; } = 8;

    /// <summary>The largest circumradius in pixels.</summary>
    [Range(8.0, 16.0)]
    public double MaxRadius { get; init; } = 13;

    /// <summary>Leaves faster shapes out: pixels per frame, 1 to 2 (all).</summary>
    [Range(1.0, 2.0)]
    public double MaxSpeed { get; init; } = 2;

    /// <summary>Whether every shape moves through the middle of the frame instead of anywhere.</summary>
    public bool Centered { get; init; }

    /// <summary>Frames of each clip.</summary>
    [Range(1, int.MaxValue)]
    public int Frames { get; init; } = 17;

    /// <summary>Height and width in pixels.</summary>
    [Range(1, int.MaxValue)]
    public int Size { get; init; } = 64;

    /// <summary>Frames per second.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Fps { get; init; } = 8;

    /// <summary>Whether captions are drawn from several wordings instead of the plain one.</summary>
    public bool Paraphrases { get; init; }

    /// <summary>Legal frame counts are a multiple of this plus 1.</summary>
    [Range(1, int.MaxValue)]
    public int TimeCompression { get; init; } = 4;
}
