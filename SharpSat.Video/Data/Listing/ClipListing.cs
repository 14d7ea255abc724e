using System.Text;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Shards;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Listing;

/// <summary>Finds a dataset's clips and captions, whichever way it lists them.</summary>
internal static class ClipListing
{
    public const string Layouts = "videos/NAME.mp4 and labels/NAME.txt, or prompts.txt and videos.txt, or .tar shards";

    public static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The clips, no two of one name; what is wrong with single ones goes to <paramref name="problems"/>.</summary>
    /// <exception cref="InputException">There is no such dataset, or it lists nothing.</exception>
    public static List<ListedClip> Find(VideoFolderParams settings, List<string> problems) => ClipNames.Distinct(Listed(settings, problems));

    private static List<ListedClip> Listed(VideoFolderParams settings, List<string> problems)
    {
        var path = settings.Path;
        if (!LabelFolders.AreIn(path) && !LineLists.AreIn(path) && ShardPaths.Are(path))
        {
            return ShardListing.Find(path, settings, problems);
        }

        if (File.Exists(path))
        {
            return ClipTable.Find(path, settings, problems);
        }

        if (!Directory.Exists(path))
        {
            throw new InputException($"Dataset folder '{path}' does not exist.");
        }

        return LineLists.AreIn(path) ? LineLists.Find(path, settings.Pictures, problems) : LabelFolders.Find(path, settings.Pictures, problems);
    }

    /// <summary>A caption's words with single spaces between them.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A clip that a line of a list names, or null after noting what is wrong with the line.</summary>
    /// <param name="line">For messages: "videos.txt line 3".</param>
    /// <param name="root">Folder that relative paths start from.</param>
    /// <param name="file">Path as the list has it.</param>
    /// <param name="caption">Caption as the list has it.</param>
    /// <param name="picture">Path of the clip's picture as the list has it; null if none is asked for.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static ListedClip? Line(string line, string root, string? file, string? caption, string? picture, List<string> problems)
    {
        var (video, text, image) = (file?.Trim() ?? string.Empty, OneLine(caption ?? string.Empty), picture?.Trim());

        // A picture in the place of a video needs no other.
        image = image?.Length == 0 && MediaPart.HasPictureName(video) ? null : image;
        var wrong = video.Length == 0 ? "names no video."
            : text.Length == 0 ? $"the caption of {video} is empty."
            : !File.Exists(Path.Combine(root, video)) ? $"{video} does not exist."
            : image?.Length == 0 ? $"names no picture for {video}."
            : image is not null && !MediaPart.HasPictureName(image) ? $"{image} is no picture (.png, .jpg, .jpeg, .webp)."
            : image is not null && !File.Exists(Path.Combine(root, image)) ? $"{image} does not exist."
            : null;
        if (wrong is not null)
        {
            problems.Add($"{line}: {wrong}");
            return null;
        }

        return new ListedClip(
            Path.GetFileNameWithoutExtension(video), $"{video} ({line})", MediaPart.OfFile(Path.Combine(root, video)), text,
            image is null ? null : MediaPart.OfFile(Path.Combine(root, image)));
    }

    /// <summary>A list's text.</summary>
    /// <exception cref="InputException">It cannot be read, or is not UTF-8.</exception>
    public static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file, StrictUtf8);
        }
        catch (Exception e) when (e is DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{file}' cannot be read as UTF-8 text.", e);
        }
    }
}
