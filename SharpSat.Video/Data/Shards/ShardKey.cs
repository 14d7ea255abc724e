namespace SharpSat.Video.Data.Shards;

/// <summary>The members of one sample: those whose names are alike up to the first dot of the file's name.</summary>
/// <param name="Key">What they share, folders included.</param>
/// <param name="Members">By the rest of the name, in lower case ("mp4", "txt", "seg.png").</param>
internal sealed record ShardKey(string Key, IReadOnlyDictionary<string, TarMember> Members)
{
    /// <summary>Groups a shard's members, in order of first appearance; hidden files are left out.</summary>
    /// <param name="members">The shard's members.</param>
    /// <param name="problem">Told of names that appear twice and of what is no file.</param>
    public static List<ShardKey> Of(IEnumerable<TarMember> members, Action<string> problem)
    {
        var keys = new List<ShardKey>();
        var places = new Dictionary<string, Dictionary<string, TarMember>>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            var (key, extension) = Split(member.Name);
            if (key.EndsWith('/') || key.Length == 0)
            {
                continue;
            }

            if (!member.IsFile)
            {
                problem($"{member.Name}: is a link or a device, not a file.");
                continue;
            }

            if (!places.TryGetValue(key, out var place))
            {
                places[key] = place = new Dictionary<string, TarMember>(StringComparer.Ordinal);
                keys.Add(new ShardKey(key, place));
            }

            if (!place.TryAdd(extension, member))
            {
                problem($"{member.Name}: the key '{key}' has a .{extension} already.");
            }
        }

        return keys;
    }

    private static (string Key, string Extension) Split(string name)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        var dot = path.IndexOf('.', path.LastIndexOf('/') + 1);
        return dot < 0 ? (path, string.Empty) : (path[..dot], path[(dot + 1)..].ToLowerInvariant());
    }
}
