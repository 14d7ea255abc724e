namespace SharpSat.Core.Errors;

/// <summary>Suggests the known names closest to a misspelled one (Levenshtein distance, case ignored).</summary>
public static class NearMatches
{
    /// <summary>Up to three of <paramref name="known"/> that are within a third of the length of <paramref name="name"/>, best first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(2, name.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= limit || pair.candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(3)
            .Select(pair => pair.candidate)
            .ToList();
    }

    /// <summary>" Did you mean 'a', 'b'?" or, without a near match, the known names (or an empty string if there are none).</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        var near = Of(name, known);
        if (near.Count > 0)
        {
            return $" Did you mean {string.Join(", ", near.Select(n => $"'{n}'"))}?";
        }

        return known.Count == 0 ? string.Empty : $" Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
