using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>A clip that training can use.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Caption">Its caption.</param>
/// <param name="Video">The file.</param>
/// <param name="Frames">Numbers of the frames that training reads.</param>
public sealed record CheckedClip(string Name, string Caption, VideoInfo Video, IReadOnlyList<int> Frames);
