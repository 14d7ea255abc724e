using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>One clip of a folder after its check.</summary>
/// <param name="Name">File name without extension, in a shard the shard's and the key; with folders in front where two clips of the dataset would be alike.</param>
/// <param name="Caption">Text of the label file.</param>
/// <param name="Video">The probed file.</param>
/// <param name="Frames">Source frames that make the clip.</param>
/// <param name="Size">Its bucket: the clip's size in training.</param>
public sealed record FolderEntry(string Name, string Caption, VideoInfo Video, IReadOnlyList<int> Frames, ClipSize Size)
{
    /// <summary>The picture that comes with it; null for none.</summary>
    public VideoInfo? Picture { get; init; }

    /// <summary>Decodes its picture at the clip's size; null if it has none.</summary>
    /// <exception cref="Core.Errors.InputException">It cannot be decoded.</exception>
    public FrameBatch? ReadPicture() => Picture is null ? null : VideoReader.Read(Picture, [0], Size.Height, Size.Width);

    /// <summary>Decodes the clip at its size.</summary>
    /// <exception cref="Core.Errors.InputException">A frame cannot be decoded.</exception>
    public FrameBatch Read() => VideoReader.Read(Video, Frames, Size.Height, Size.Width);
}
