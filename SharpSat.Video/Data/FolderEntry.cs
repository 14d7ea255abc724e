using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>One clip of a folder after its check.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Caption">Text of the label file.</param>
/// <param name="Video">The probed file.</param>
/// <param name="Frames">Source frames that make the clip.</param>
public sealed record FolderEntry(string Name, string Caption, VideoInfo Video, IReadOnlyList<int> Frames);
