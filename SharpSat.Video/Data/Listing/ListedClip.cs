namespace SharpSat.Video.Data.Listing;

/// <summary>A clip as a dataset names it.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Shown">What messages call it: the path or line as the dataset's author wrote it.</param>
/// <param name="Video">Path of the file.</param>
/// <param name="Caption">Its caption, in one line.</param>
internal sealed record ListedClip(string Name, string Shown, string Video, string Caption);
