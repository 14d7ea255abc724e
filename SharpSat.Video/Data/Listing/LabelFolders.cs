using System.Text;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Listing;

/// <summary><c>videos/NAME.mp4</c> and <c>labels/NAME.txt</c>: matched by name; everything that does not match is listed.</summary>
internal static class LabelFolders
{
    /// <summary>The clips in order of their names; what is wrong goes to <paramref name="problems"/>.</summary>
    public static List<ListedClip> Find(string root, List<string> problems)
    {
        var (videos, labels) = (Path.Combine(root, "videos"), Path.Combine(root, "labels"));
        if (!Directory.Exists(videos) || !Directory.Exists(labels))
        {
            var missing = Directory.Exists(videos) ? "labels" : "videos";
            var hint = missing == "videos" && List(root, ".mp4", "", []).Count > 0 ? " There are .mp4 files in the folder itself: move them to videos/." : string.Empty;
            throw new InputException($"Dataset folder '{root}' has no folder '{missing}': it must hold {ClipListing.Layouts}.{hint}");
        }

        var clips = List(videos, ".mp4", "videos/", problems);
        var captions = List(labels, ".txt", "labels/", problems);
        if (clips.Count == 0 && captions.Count == 0 && problems.Count == 0)
        {
            throw new InputException($"Dataset folder '{root}' has no videos: it must hold {ClipListing.Layouts}.");
        }

        problems.AddRange(clips.Keys.Except(captions.Keys).Select(name => $"videos/{name}.mp4: clip without a caption (labels/{name}.txt is missing)."));
        problems.AddRange(captions.Keys.Except(clips.Keys).Select(name => $"labels/{name}.txt: caption without a clip (videos/{name}.mp4 is missing)."));
        var pairs = new List<ListedClip>();
        foreach (var name in clips.Keys.Intersect(captions.Keys).Order(StringComparer.Ordinal))
        {
            pairs.Add(new ListedClip(name, $"videos/{Path.GetFileName(clips[name])}", clips[name], Caption(name, captions[name], problems)));
        }

        return pairs;
    }

    private static SortedDictionary<string, string> List(string folder, string extension, string prefix, List<string> problems)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            if (!string.Equals(Path.GetExtension(file), extension, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"{prefix}{Path.GetFileName(file)}: only {extension} files belong here.");
            }
            else if (!found.TryAdd(Path.GetFileNameWithoutExtension(file), file))
            {
                problems.Add($"{prefix}{Path.GetFileName(file)}: another file has the same name.");
            }
        }

        return found;
    }

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
