using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Listing;

/// <summary>
/// <c>prompts.txt</c> and <c>videos.txt</c>, line by line (the layout of CogVideo's diffusers fine-tuning): a caption, and
/// the path of its video from the folder; with pictures <c>images.txt</c> too.
/// </summary>
internal static class LineLists
{
    private const string Prompts = "prompts.txt";
    private const string Videos = "videos.txt";
    private const string Images = "images.txt";

    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, Prompts)) || File.Exists(Path.Combine(folder, Videos));

    /// <exception cref="InputException">One of the lists is missing, or their lengths differ.</exception>
    public static List<ListedClip> Find(string folder, bool pictures, List<string> problems)
    {
        var (prompts, videos, images) = (Lines(folder, Prompts), Lines(folder, Videos), pictures ? Lines(folder, Images) : null);
        RequireAsMany(folder, Prompts, prompts, videos);
        RequireAsMany(folder, Images, images ?? videos, videos);
        return [.. videos.Select((video, i) => ClipListing.Line($"{Videos} line {i + 1}", folder, video, prompts[i], images?[i], problems)).OfType<ListedClip>()];
    }

    private static void RequireAsMany(string folder, string name, List<string> lines, List<string> videos)
    {
        if (lines.Count != videos.Count)
        {
            throw new InputException($"Dataset folder '{folder}': {name} has {lines.Count} lines and {Videos} {videos.Count}; line n of one belongs to line n of the other.");
        }
    }

    private static List<string> Lines(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            throw new InputException($"Dataset folder '{folder}' has no {name}{(name == Images ? ", which pictures asks for." : $": it must hold {ClipListing.Layouts}.")}");
        }

        // Empty lines at the end are no lines; one in between would shift what belongs together, so it stays.
        return [.. ClipListing.Text(file).TrimEnd().ReplaceLineEndings("\n").Split('\n')];
    }
}
