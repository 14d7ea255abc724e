using System.Text;
using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Listing;

/// <summary><c>videos/NAME.mp4</c> (or a picture, a video of one frame) and <c>labels/NAME.txt</c>: matched by name; everything that does not match is listed.</summary>
internal static class LabelFolders
{
    public static bool AreIn(string folder) => Directory.Exists(Path.Combine(folder, "videos")) || Directory.Exists(Path.Combine(folder, "labels"));

    /// <summary>The clips in order of their names; what is wrong goes to <paramref name="problems"/>.</summary>
    public static List<ListedClip> Find(string root, bool pictures, List<string> problems)
    {
        var (videos, labels) = (Path.Combine(root, "videos"), Path.Combine(root, "labels"));
        if (!Directory.Exists(videos) || !Directory.Exists(labels))
        {
            var missing = Directory.Exists(videos) ? "labels" : "videos";
            var hint = missing == "videos" && List(root, IsVideo, string.Empty, string.Empty, []).Count > 0 ? " There are .mp4 files in the folder itself: move them to videos/." : string.Empty;
            throw new InputException($"Dataset folder '{root}' has no folder '{missing}': it must hold {ClipListing.Layouts}.{hint}");
        }

        var clips = List(videos, file => IsVideo(file) || MediaPart.HasPictureName(file), "videos/", ".mp4 files and pictures (.png, .jpg, .jpeg, .webp)", problems);
        var captions = List(labels, file => HasExtension(file, ".txt"), "labels/", ".txt files", problems);
        if (clips.Count == 0 && captions.Count == 0 && problems.Count == 0)
        {
            throw new InputException($"Dataset folder '{root}' has no videos: it must hold {ClipListing.Layouts}.");
        }

        problems.AddRange(clips.Keys.Except(captions.Keys).Select(name => $"videos/{Path.GetFileName(clips[name])}: clip without a caption (labels/{name}.txt is missing)."));
        problems.AddRange(captions.Keys.Except(clips.Keys).Select(name => $"labels/{name}.txt: caption without a clip (videos/{name}.mp4 is missing)."));
        var images = pictures ? Images(root, problems) : null;
        problems.AddRange((images?.Keys ?? Enumerable.Empty<string>()).Except(clips.Keys).Select(name => $"images/{Path.GetFileName(images![name])}: picture without a clip (videos/{name}.mp4 is missing)."));
        var pairs = new List<ListedClip>();
        foreach (var name in clips.Keys.Intersect(captions.Keys).Order(StringComparer.Ordinal))
        {
            var (shown, media) = ($"videos/{Path.GetFileName(clips[name])}", MediaPart.OfFile(clips[name]));
            var picture = images?.GetValueOrDefault(name);
            if (images is not null && picture is null && !media.IsPicture)
            {
                problems.Add($"{shown}: clip without a picture (images/{name}.png is missing).");
            }

            pairs.Add(new ListedClip(name, shown, media, Caption(name, captions[name], problems), picture is null ? null : MediaPart.OfFile(picture)));
        }

        return pairs;
    }

    private static SortedDictionary<string, string> List(string folder, Func<string, bool> belongs, string prefix, string what, List<string> problems)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            if (!belongs(file))
            {
                problems.Add($"{prefix}{Path.GetFileName(file)}: only {what} belong here.");
            }
            else if (!found.TryAdd(Path.GetFileNameWithoutExtension(file), file))
            {
                problems.Add($"{prefix}{Path.GetFileName(file)}: another file has the same name.");
            }
        }

        return found;
    }

    private static SortedDictionary<string, string> Images(string root, List<string> problems)
    {
        var images = Path.Combine(root, "images");
        return Directory.Exists(images) ? List(images, MediaPart.HasPictureName, "images/", "pictures (.png, .jpg, .jpeg, .webp)", problems)
            : throw new InputException($"Dataset folder '{root}' has no folder 'images', which pictures asks for.");
    }

    private static bool IsVideo(string file) => HasExtension(file, ".mp4");

    private static bool HasExtension(string file, string extension) => string.Equals(Path.GetExtension(file), extension, StringComparison.OrdinalIgnoreCase);

    private static string Caption(string name, string file, List<string> problems)
    {
        try
        {
            var text = ClipListing.OneLine(File.ReadAllText(file, ClipListing.StrictUtf8));
            if (text.Length == 0)
            {
                problems.Add($"labels/{name}.txt: the caption is empty.");
            }

            return text;
        }
        catch (Exception e) when (e is DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"labels/{name}.txt: cannot be read as UTF-8 text.");
            return string.Empty;
        }
    }
}
