using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>One clip of a folder after its check.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Caption">Text of the label file.</param>
/// <param name="Video">The probed file.</param>
/// <param name="Frames">Source frames that make the clip.</param>
/// <param name="Size">Its bucket: the clip's size in training.</param>
public sealed record FolderEntry(string Name, string Caption, VideoInfo Video, IReadOnlyList<int> Frames, ClipSize Size)
{
    /// <summary>Decodes the clip at its size.</summary>
    /// <exception cref="Core.Errors.InputException">A frame cannot be decoded.</exception>
    public FrameBatch Read() => VideoReader.Read(Video, Frames, Size.Height, Size.Width);
}
