namespace SharpSat.Video.Media;

/// <summary>Looks of a contact sheet.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>Frames shown of each video (fewer if it has fewer).</summary>
    public int Columns { get; init; } = 8;

    /// <summary>Height of a shown frame in pixels; small frames are enlarged by a whole factor instead.</summary>
    public int FrameHeight { get; init; } = 128;

    /// <summary>Heading of the whole sheet, or null.</summary>
    public string? Title { get; init; }
}
