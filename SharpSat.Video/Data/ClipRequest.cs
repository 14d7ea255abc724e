namespace SharpSat.Video.Data;

/// <summary>Which frames a clip is to have.</summary>
public sealed record ClipRequest
{
    /// <summary>Number of frames.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames per second of the clip.</summary>
    public required double Fps { get; init; }

    /// <summary>Where in the video it begins.</summary>
    public ClipStart Start { get; init; }

    /// <summary>Seconds to leave out at the beginning of the video.</summary>
    public double SkipSeconds { get; init; }

    /// <summary>Frames of the video to leave out at its beginning and at its end.</summary>
    public int SkipFrames { get; init; }

    /// <summary>Whether every n-th frame is taken, n being the whole part of the ratio of the rates, instead of the nearest in time.</summary>
    public bool WholeSteps { get; init; }

    /// <summary>Seed of <see cref="ClipStart.Random"/>.</summary>
    public long Seed { get; init; }

    /// <summary>Legal frame counts are a multiple of this plus 1.</summary>
    public int TimeCompression { get; init; } = 4;
}
