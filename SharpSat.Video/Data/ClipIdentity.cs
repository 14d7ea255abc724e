namespace SharpSat.Video.Data;

/// <summary>What a clip is, without reading it.</summary>
/// <param name="Frames">Changes whenever a frame of the clip would: content, size, rate, choice of frames.</param>
/// <param name="Caption">Its caption.</param>
public sealed record ClipIdentity(string Frames, string Caption)
{
    /// <summary>Changes whenever the clip's own picture would; null if it has none.</summary>
    public string? Picture { get; init; }
}
