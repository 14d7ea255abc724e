using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Shards;

/// <summary>
/// Which shards a path means: one file, a folder's, those of a pattern (<c>clips-*.tar</c>) or of braces
/// (<c>clips-{0000..0009}.tar</c>, <c>{a,b}.tar</c>), as WebDataset writes them.
/// </summary>
internal static class ShardPaths
{
    private const int Most = 1_000_000;

    private static readonly string[] _endings = [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz"];

    /// <summary>Whether a path means shards, there or not.</summary>
    public static bool Are(string path) =>
        _endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || (Directory.Exists(path) && In(path).Length > 0);

    /// <summary>The shards, in the order of the braces, by name where a pattern finds them; those that braces name may be missing.</summary>
    /// <exception cref="InputException">The braces make no sense, nothing is found, or one is named twice.</exception>
    public static List<string> Expand(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (Directory.Exists(path))
        {
            return In(path) is { Length: > 0 } shards ? [.. shards] : throw new InputException($"'{path}' is a folder without .tar files.");
        }

        var named = Braces(path).Take(Most + 1).ToList();
        if (named.Count > Most)
        {
            throw new InputException($"'{path}' names more than {Most} shards.");
        }

        var all = named.SelectMany(Matches).ToList();
        return all.GroupBy(shard => shard, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InputException($"'{path}' names '{twice.Key}' more than once.")
            : all;
    }

    private static string[] In(string folder) => [.. Directory.EnumerateFiles(folder, "*.tar").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Matches(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path) ?? string.Empty, Path.GetFileName(path));
        if (folder.AsSpan().ContainsAny('*', '?'))
        {
            throw new InputException($"'{path}': * and ? are for the file's name only, not for its folder.");
        }

        if (!name.AsSpan().ContainsAny('*', '?'))
        {
            return [path];
        }

        var within = folder.Length == 0 ? "." : folder;
        var found = Directory.Exists(within)
            ? Directory.EnumerateFiles(within, name).Select(file => folder.Length == 0 ? Path.GetFileName(file) : file).Order(StringComparer.Ordinal).ToList()
            : [];
        return found.Count > 0 ? found : throw new InputException($"'{path}' matches no file.");
    }

    private static IEnumerable<string> Braces(string path)
    {
        var open = path.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : path.IndexOf('}', open);
        if (open < 0)
        {
            return [path];
        }

        return close < 0 ? throw new InputException($"'{path}' has a brace that is not closed; for example clips-{{0000..0009}}.tar.")
            : Choices(path, path[(open + 1)..close]).SelectMany(choice => Braces(path[(close + 1)..]).Select(rest => path[..open] + choice + rest));
    }

    private static IEnumerable<string> Choices(string path, string braces)
    {
        if (braces.Split("..") is not [var first, var last])
        {
            return braces.Split(',');
        }

        if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) || to < from)
        {
            throw new InputException($"'{path}': {{{braces}}} is no range of ascending numbers; for example {{0000..0009}}.");
        }

        // Zeros in front give the length, as in a shell.
        var digits = first.StartsWith('0') ? first.Length : 1;
        return Enumerable.Range(0, Math.Min(to - from, Most) + 1).Select(i => (from + i).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }
}
