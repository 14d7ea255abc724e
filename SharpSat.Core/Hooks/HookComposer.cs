using SharpSat.Core.Errors;

namespace SharpSat.Core.Hooks;

/// <summary>
/// Applies SwissArmyTransformer's resolution rules (sat/model/base_model.py, collect_hooks_): the model's own hooks,
/// then mixins in the order they were added; replace over replace conflicts, replaceable ones give way, wraps wrap
/// whatever is there, and nothing can be replaced once it is wrapped.
/// </summary>
internal static class HookComposer
{
    /// <summary>Composes the chains of a model.</summary>
    /// <param name="builders">The model's hooks, then those of its mixins in their order.</param>
    /// <param name="knownPoints">The points that the backbone calls.</param>
    /// <param name="sites">Where points are called.</param>
    /// <param name="probe">Watches every link, those of points that nobody hooks included; or null.</param>
    public static HookChains Compose(
        IEnumerable<HookBuilder> builders, IEnumerable<HookPoint> knownPoints, IReadOnlyList<HookSite> sites, IHookProbe? probe = null)
    {
        var all = builders.ToList();
        var known = knownPoints.Concat(all.SelectMany(b => b.Declared)).ToHashSet();
        var order = new List<HookPoint>();
        var entries = new Dictionary<HookPoint, List<HookEntry>>();
        var replacements = new List<string>();
        foreach (var entry in all.SelectMany(b => b.Entries))
        {
            if (!known.Contains(entry.Point))
            {
                throw Undeclared(entry, known);
            }

            if (entry.At is { } chooses && !sites.Any(s => s.Point == entry.Point && chooses(s)))
            {
                throw Nowhere(entry, [.. sites.Where(s => s.Point == entry.Point)]);
            }

            if (!entries.TryGetValue(entry.Point, out var chain))
            {
                entries[entry.Point] = chain = [];
                order.Add(entry.Point);
            }

            AddTo(chain, entry, replacements);
        }

        var called = probe is null ? order : [.. order, .. known.Except(order)];
        return new HookChains([.. called.Select(p => (p, p.Compose(entries.GetValueOrDefault(p) ?? [], sites, probe)))], sites, replacements);
    }

    private static void AddTo(List<HookEntry> chain, HookEntry entry, List<string> replacements)
    {
        if (entry.Kind == HookKind.Wrap || chain.Count == 0)
        {
            chain.Add(entry);
            return;
        }

        if (chain[^1].Kind != HookKind.ReplaceableReplace)
        {
            throw Conflict(chain, entry);
        }

        replacements.Add($"Hook {entry.Point.Name} at {entry.Origin} replaces {Origins(chain)}.");
        chain.Clear();
        chain.Add(entry);
    }

    private static HookConflictException Conflict(List<HookEntry> chain, HookEntry entry)
    {
        var holder = Origins(chain);
        var last = chain[^1];
        var remedy = last.Kind == HookKind.Wrap
            ? $"'{last.Origin}' already wraps it and a replacement must come first: add '{entry.Origin}' before '{last.Origin}', or let '{entry.Origin}' use hooks.Wrap."
            : $"Both replace it: remove '{last.Origin}' first, mark it replaceable, or let '{entry.Origin}' use hooks.Wrap.";
        return new HookConflictException(
            entry.Point.Name, entry.Origin, holder, $"Hook {entry.Point.Name} conflicts at {entry.Origin} and {holder}. {remedy}");
    }

    private static HookConflictException Undeclared(HookEntry entry, IEnumerable<HookPoint> known)
    {
        var names = known.Select(p => p.Name).ToList();
        return new HookConflictException(
            entry.Point.Name,
            entry.Origin,
            null,
            $"Mixin '{entry.Origin}' hooks '{entry.Point.Name}', which neither the model nor any of its mixins declares, so it would never be called." +
            NearMatches.Hint(entry.Point.Name, names));
    }

    private static HookConflictException Nowhere(HookEntry entry, List<HookSite> sites)
    {
        var reason = sites.Count == 0
            ? "which this model calls at no site: leave out 'at', or let the mixin that calls it list its Sites."
            : $"but 'at' chooses none of its {sites.Count} sites (the first is {sites[0].Path}).";
        return new HookConflictException(
            entry.Point.Name, entry.Origin, null, $"Mixin '{entry.Origin}' would never be called: it wraps '{entry.Point.Name}' at some sites, {reason}");
    }

    private static string Origins(List<HookEntry> chain)
    {
        var names = Enumerable.Reverse(chain).Select(e => e.Origin);
        return string.Join(" -> ", chain[0].Kind == HookKind.Wrap ? names.Append("default") : names);
    }
}
