using SharpSat.Core.Hooks;

namespace SharpSat.Cli.Rendering;

/// <summary>Hook chains that are alike in several layers, as one row.</summary>
/// <param name="Hook">Hook point.</param>
/// <param name="Site">Module path with * for the layer; "all" where every site shares the chain.</param>
/// <param name="Layers">Layer numbers, ascending; empty where the site is in no layer.</param>
/// <param name="Links">Outermost first.</param>
/// <param name="EndsInDefault">Whether the default stands at the end.</param>
internal sealed record HookRow(string Hook, string Site, IReadOnlyList<int> Layers, IReadOnlyList<HookLink> Links, bool EndsInDefault)
{
    /// <summary>"lora[wrap] -> default".</summary>
    public string Chain => string.Join(" -> ", Links.Select(l => l.ToString()).Concat(EndsInDefault ? ["default"] : []));

    /// <summary>"0-3, 7".</summary>
    public string LayerText => Layers.Count == 0 ? "-" : string.Join(", ", Runs().Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"));

    /// <summary>Groups descriptions; the order is that of their first layer.</summary>
    public static IReadOnlyList<HookRow> Group(IEnumerable<HookDescription> descriptions) => descriptions
        .GroupBy(d => (d.Hook, Site: Name(d.Site), Chain: d.ToString()))
        .Select(group => new HookRow(
            group.Key.Hook,
            group.Key.Site,
            [.. group.Select(d => d.Site?.Layer).OfType<int>().Distinct().Order()],
            group.First().Links,
            group.First().EndsInDefault))
        .ToList();

    private static string Name(HookSite? site)
    {
        if (site?.Layer is not { } layer)
        {
            return site?.Path ?? "all";
        }

        var path = site.Path + ".";
        var at = path.IndexOf($".{layer}.", StringComparison.Ordinal);
        return at < 0 ? site.Path : $"{path[..at]}.*.{path[(at + $".{layer}.".Length)..]}".TrimEnd('.');
    }

    private IEnumerable<(int First, int Last)> Runs()
    {
        var first = Layers[0];
        for (var i = 0; i < Layers.Count; i++)
        {
            if (i == Layers.Count - 1 || Layers[i + 1] != Layers[i] + 1)
            {
                yield return (first, Layers[i]);
                first = i == Layers.Count - 1 ? 0 : Layers[i + 1];
            }
        }
    }
}
