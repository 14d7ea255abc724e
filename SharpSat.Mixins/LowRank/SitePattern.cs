using System.Text.RegularExpressions;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;

namespace SharpSat.Mixins.LowRank;

/// <summary>Chooses projections by their module paths.</summary>
public static class SitePattern
{
    /// <summary>The sites that any pattern matches (whole path, or its end after a dot; * is any characters).</summary>
    /// <exception cref="InputException">A pattern matches nothing; the message shows which projections there are.</exception>
    public static IReadOnlyList<LinearSite> Select(IEnumerable<LinearSite> sites, IEnumerable<string> patterns)
    {
        var all = sites.ToList();
        var chosen = new HashSet<LinearSite>();
        foreach (var pattern in patterns)
        {
            var regex = new Regex($@"(^|\.){Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
            var matched = all.Where(s => regex.IsMatch(s.Path)).ToList();
            if (matched.Count == 0)
            {
                throw new InputException($"The LoRA target '{pattern}' matches no projection.{NearMatches.Hint(pattern, Kinds(all))}");
            }

            chosen.UnionWith(matched);
        }

        return [.. all.Where(chosen.Contains)];
    }

    // The paths without their layer numbers, so that a message lists each kind once.
    private static List<string> Kinds(IEnumerable<LinearSite> sites) =>
        [.. sites.Select(s => Regex.Replace(s.Path, @"^.*\.\d+\.", string.Empty)).Distinct()];
}
