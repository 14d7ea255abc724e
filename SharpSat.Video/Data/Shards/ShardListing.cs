using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Listing;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data.Shards;

/// <summary>
/// WebDataset shards: tar archives with <c>KEY.mp4</c> (or another video or a picture) and <c>KEY.txt</c>, or
/// <c>KEY.json</c> with a field for the caption. Other members of a key are left alone.
/// </summary>
internal sealed class ShardListing(VideoFolderParams settings, List<string> problems)
{
    // A caption of a megabyte is none.
    private const int MostCaption = 1 << 20;

    private static readonly string[] _videos = ["mp4", "mov", "m4v", "mkv", "webm", "avi"];

    /// <summary>The clips of all shards; what is wrong with a shard or a key goes to <paramref name="problems"/>.</summary>
    /// <exception cref="InputException">The path means no shards.</exception>
    public static List<ListedClip> Find(string path, VideoFolderParams settings, List<string> problems)
    {
        var listing = new ShardListing(settings, problems);
        return [.. ShardPaths.Expand(path).SelectMany(listing.Clips)];
    }

    private List<ListedClip> Clips(string shard)
    {
        if (!File.Exists(shard))
        {
            problems.Add($"{shard}: does not exist.");
            return [];
        }

        try
        {
            var keys = ShardKey.Of(TarIndex.Read(shard), problem => problems.Add($"{shard}: {problem}"));
            if (keys.Count == 0)
            {
                problems.Add($"{shard}: holds no clip.");
            }

            return [.. keys.Select(key => Clip(shard, key)).OfType<ListedClip>()];
        }
        catch (InputException e)
        {
            problems.Add($"{shard}: {e.Message}");
            return [];
        }
    }

    private ListedClip? Clip(string shard, ShardKey key)
    {
        var media = Media(shard, key);
        var caption = Caption(shard, key, media is not null);
        return media is null || caption is null ? null : new ListedClip(
            $"{Path.GetFileNameWithoutExtension(shard)}/{key.Key}", $"{shard}: {media.Name}", Part(shard, media), caption, Picture(shard, key, media));
    }

    private TarMember? Media(string shard, ShardKey key)
    {
        var videos = key.Members.Where(m => _videos.Contains(m.Key)).ToList();
        var found = videos.Count > 0 ? videos : Pictures(key);
        if (found.Count == 1)
        {
            return found[0].Value;
        }

        Report(shard, key, found.Count > 1
            ? $"has {string.Join(" and ", found.Select(m => "." + m.Key))}; one clip belongs to a key."
            : key.Members.ContainsKey("txt") || key.Members.ContainsKey("json")
                ? $"caption without a clip ({key.Key}.mp4, or a picture, is missing; there is {string.Join(", ", key.Members.Keys.Select(e => "." + e))})."
            : $"neither a clip nor a caption ({string.Join(", ", key.Members.Values.Select(m => m.Name))}); leave such files out of the shard.");
        return null;
    }

    // A picture in the place of a video needs no other.
    private MediaPart? Picture(string shard, ShardKey key, TarMember media)
    {
        if (!settings.Pictures || MediaPart.HasPictureName(media.Name))
        {
            return null;
        }

        var found = Pictures(key);
        if (found.Count == 1)
        {
            return Part(shard, found[0].Value);
        }

        Report(shard, key, found.Count > 1
            ? $"has {string.Join(" and ", found.Select(m => "." + m.Key))}; one picture belongs to a clip."
            : $"clip without a picture ({key.Key}.png is missing).");
        return null;
    }

    private static List<KeyValuePair<string, TarMember>> Pictures(ShardKey key) =>
        [.. key.Members.Where(m => !m.Key.Contains('.', StringComparison.Ordinal) && MediaPart.HasPictureName("." + m.Key))];

    private string? Caption(string shard, ShardKey key, bool hasClip)
    {
        var (text, json) = (key.Members.GetValueOrDefault("txt"), key.Members.GetValueOrDefault("json"));
        if ((text ?? json) is not { } member)
        {
            if (hasClip)
            {
                Report(shard, key, $"clip without a caption ({key.Key}.txt or {key.Key}.json is missing).");
            }

            return null;
        }

        try
        {
            var content = member.Length <= MostCaption
                ? ClipListing.StrictUtf8.GetString(Part(shard, member).ReadBytes())
                : throw new InputException($"is no caption: it has {member.Length} bytes, at most {MostCaption} are possible.");
            var caption = ClipListing.OneLine(text is not null ? content : Field(content));
            return caption.Length > 0 ? caption : throw new InputException("the caption is empty.");
        }
        catch (DecoderFallbackException)
        {
            problems.Add($"{shard}: {member.Name}: cannot be read as UTF-8 text.");
        }
        catch (InputException e)
        {
            problems.Add($"{shard}: {member.Name}: {e.Message}");
        }

        return null;
    }

    private string Field(string content)
    {
        try
        {
            var fields = JObject.Parse(content);
            var names = fields.Properties().Select(p => p.Name).ToArray();
            return (string?)(fields[settings.CaptionColumn] as JValue)
                ?? throw new InputException($"has no text '{settings.CaptionColumn}' (caption_column); it has {string.Join(", ", names)}.{NearMatches.Hint(settings.CaptionColumn, names)}");
        }
        catch (JsonException e)
        {
            throw new InputException($"is not a JSON object: {e.Message}", e);
        }
    }

    private void Report(string shard, ShardKey key, string problem) => problems.Add($"{shard}: {key.Key}: {problem}");

    private static MediaPart Part(string shard, TarMember member) => new(Path.GetFullPath(shard), member.Name, member.Offset, member.Length);
}
