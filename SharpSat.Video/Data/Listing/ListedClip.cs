using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Listing;

/// <summary>A clip as a dataset names it.</summary>
/// <param name="Name">File name without extension; in a shard the shard's and the key; with folders in front where two would be alike.</param>
/// <param name="Shown">What messages call it: the path or line as the dataset's author wrote it.</param>
/// <param name="Media">Where its video or picture lies.</param>
/// <param name="Caption">Its caption, in one line.</param>
/// <param name="Picture">The picture that comes with it, if the settings ask for one.</param>
internal sealed record ListedClip(string Name, string Shown, MediaPart Media, string Caption, MediaPart? Picture = null);
