namespace SharpSat.Video.Media;

/// <summary>One video on a contact sheet.</summary>
/// <param name="Caption">Shown above its frames.</param>
/// <param name="Frames">The video's frames; the sheet picks evenly spaced ones.</param>
/// <param name="Group">Heading of the rows that belong together ("before", "after"); shown where it changes.</param>
public sealed record ContactSheetRow(string Caption, FrameBatch Frames, string? Group = null);
