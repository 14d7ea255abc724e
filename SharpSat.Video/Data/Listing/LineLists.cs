using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Listing;

/// <summary>
/// <c>prompts.txt</c> and <c>videos.txt</c>, line by line (the layout of CogVideo's diffusers fine-tuning): a caption, and
/// the path of its video from the folder.
/// </summary>
internal static class LineLists
{
    private const string Prompts = "prompts.txt";
    private const string Videos = "videos.txt";

    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, Prompts)) || File.Exists(Path.Combine(folder, Videos));

    /// <exception cref="InputException">One of the lists is missing, or their lengths differ.</exception>
    public static List<ListedClip> Find(string folder, List<string> problems)
    {
        var (prompts, videos) = (Lines(folder, Prompts), Lines(folder, Videos));
        if (prompts.Count != videos.Count)
        {
            throw new InputException($"Dataset folder '{folder}': {Prompts} has {prompts.Count} lines and {Videos} {videos.Count}; line n of one belongs to line n of the other.");
        }

        return [.. videos.Select((video, i) => ClipListing.Line($"{Videos} line {i + 1}", folder, video, prompts[i], problems)).OfType<ListedClip>()];
    }

    private static List<string> Lines(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            throw new InputException($"Dataset folder '{folder}' has no {name}: it must hold {ClipListing.Layouts}.");
        }

        // Empty lines at the end are no lines; one in between would shift what belongs together, so it stays.
        return [.. ClipListing.Text(file).TrimEnd().ReplaceLineEndings("\n").Split('\n')];
    }
}
