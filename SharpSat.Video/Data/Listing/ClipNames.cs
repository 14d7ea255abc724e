namespace SharpSat.Video.Data.Listing;

/// <summary>Gives clips that a dataset would call alike names of their own, by as many of their folders as that takes.</summary>
internal static class ClipNames
{
    /// <summary>The clips in their order; a name that only one has stays as it is. The same file listed again is numbered: "cat", "cat (2)".</summary>
    public static List<ListedClip> Distinct(IReadOnlyList<ListedClip> clips)
    {
        var names = clips.Select(clip => clip.Name).ToArray();
        var folders = clips.Select(clip => (Path.GetDirectoryName(clip.Media.Path) ?? string.Empty).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var deepest = folders.Select(parts => parts.Length).DefaultIfEmpty().Max();
        for (var depth = 1; depth <= deepest && Alike(names) is { Count: > 0 } alike; depth++)
        {
            foreach (var i in alike)
            {
                names[i] = string.Join('/', folders[i].TakeLast(depth).Append(clips[i].Name));
            }
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. clips.Select((clip, i) => clip with { Name = Numbered(names[i], taken) })];
    }

    private static List<int> Alike(string[] names) =>
        [.. Enumerable.Range(0, names.Length).GroupBy(i => names[i], StringComparer.Ordinal).Where(group => group.Count() > 1).SelectMany(group => group)];

    private static string Numbered(string name, HashSet<string> taken)
    {
        var own = name;
        for (var number = 2; !taken.Add(own); number++)
        {
            own = FormattableString.Invariant($"{name} ({number})");
        }

        return own;
    }
}
