using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Commands;

/// <summary>Reads the words that choose moving shapes.</summary>
internal static class ShapeWords
{
    /// <summary>The including filters: each combination narrowed by the lists.</summary>
    public static IReadOnlyList<ShapeFilter> Include(string[]? shapes, string[]? colours, string[]? directions, string[]? backgrounds, string[]? combos)
    {
        var lists = new ShapeFilter
        {
            Shapes = Parse<ShapeKind>("--shapes", shapes),
            Colors = Parse<ShapeColor>("--colours", colours),
            Directions = Parse<ShapeDirection>("--directions", directions),
            Backgrounds = Parse<ShapeBackground>("--backgrounds", backgrounds),
        };
        var filters = Filters(combos);
        if (filters.Count == 0)
        {
            // A filter that names no shape would bring the star in, which is made on request only.
            var any = lists.Shapes.Count + lists.Colors.Count + lists.Directions.Count + lists.Backgrounds.Count > 0;
            return any ? [WithoutStar(lists)] : [];
        }

        return filters.Select(f => WithoutStar(new ShapeFilter
        {
            Shapes = Narrow("--shapes", lists.Shapes, f.Shapes),
            Colors = Narrow("--colours", lists.Colors, f.Colors),
            Directions = Narrow("--directions", lists.Directions, f.Directions),
            Backgrounds = Narrow("--backgrounds", lists.Backgrounds, f.Backgrounds),
        })).ToList();
    }

    /// <summary>"red-circle-left" and the like.</summary>
    public static IReadOnlyList<ShapeFilter> Filters(string[]? combos) => (combos ?? []).Select(Combo).ToList();

    private static ShapeFilter Combo(string combo)
    {
        var filter = new ShapeFilter();
        foreach (var word in combo.Split('-', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            filter = filter switch
            {
                _ when TryParse<ShapeColor>(word, out var color) => filter with { Colors = [.. filter.Colors, color] },
                _ when TryParse<ShapeKind>(word, out var shape) => filter with { Shapes = [.. filter.Shapes, shape] },
                _ when TryParse<ShapeDirection>(word, out var direction) => filter with { Directions = [.. filter.Directions, direction] },
                _ when TryParse<ShapeBackground>(word, out var ground) => filter with { Backgrounds = [.. filter.Backgrounds, ground] },
                _ => throw new InputException($"'{word}' in '{combo}' is no colour, shape, direction or background.{NearMatches.Hint(word, AllWords())}"),
            };
        }

        return filter;
    }

    private static List<T> Parse<T>(string option, string[]? lists)
        where T : struct, Enum => (lists ?? [])
            .SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(word => TryParse<T>(word, out var value)
                ? value
                : throw new InputException($"{option}: there is no '{word}'.{NearMatches.Hint(word, Words<T>())}"))
            .Distinct()
            .ToList();

    private static IReadOnlyList<T> Narrow<T>(string option, IReadOnlyList<T> list, IReadOnlyList<T> combo)
        where T : struct, Enum
    {
        if (list.Count == 0 || combo.Count == 0)
        {
            return list.Count == 0 ? combo : list;
        }

        var both = combo.Where(list.Contains).ToList();
        return both.Count > 0 ? both : throw new InputException($"--include asks for {string.Join(", ", combo)}, which {option} leaves out.");
    }

    private static ShapeFilter WithoutStar(ShapeFilter filter) =>
        filter.Shapes.Count > 0 ? filter : filter with { Shapes = [ShapeKind.Circle, ShapeKind.Square, ShapeKind.Triangle] };

    // Enum.TryParse takes numbers and lists as well, which are no words.
    private static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word.All(char.IsLetter) && Enum.TryParse(word, ignoreCase: true, out value);
    }

    private static List<string> AllWords() =>
        [.. Words<ShapeColor>(), .. Words<ShapeKind>(), .. Words<ShapeDirection>(), .. Words<ShapeBackground>()];

    private static List<string> Words<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToList();
}
