namespace SharpSat.Video.Media;

/// <summary>What a video file holds, as its header and its packet times say (nothing is decoded).</summary>
public sealed record VideoInfo
{
    /// <summary>Full path of the file; for a member of a tar shard the shard's, a colon and the member's name.</summary>
    public required string Path { get; init; }

    /// <summary>Width as shown, in pixels: after rotation and with square pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height as shown, in pixels: after rotation.</summary>
    public required int Height { get; init; }

    /// <summary>Number of frames shown.</summary>
    public required int FrameCount { get; init; }

    /// <summary>Frames per second, from the first to the last frame's time (the header's rate for a single frame).</summary>
    public required double Fps { get; init; }

    /// <summary>Seconds from the first frame to the end of the last one.</summary>
    public required double Duration { get; init; }

    /// <summary>True if frames are not evenly spaced in time.</summary>
    public required bool VariableFrameRate { get; init; }

    /// <summary>Degrees that the player turns the picture by (0, 90, 180, 270); decoding applies it.</summary>
    public required int Rotation { get; init; }

    /// <summary>ffmpeg's name of the codec, for example "h264".</summary>
    public required string Codec { get; init; }

    /// <summary>Presentation time of each frame in seconds, ascending.</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>Whether it is a picture file, which counts as a video of one frame.</summary>
    public bool IsPicture => Part?.IsPicture == true;

    /// <summary>Where it lies; null for a file.</summary>
    internal MediaPart? Part { get; init; }

    /// <summary>Where it lies.</summary>
    internal MediaPart Source => Part ?? MediaPart.OfFile(Path);

    /// <summary>False if the container has no presentation times: seeking is then not possible.</summary>
    internal bool CanSeek { get; init; } = true;
}
