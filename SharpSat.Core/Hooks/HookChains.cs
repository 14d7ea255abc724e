namespace SharpSat.Core.Hooks;

/// <summary>
/// Everything one model hooks, composed once when a mixin comes or goes and never changed after. A transformer that
/// is called without a model uses <see cref="None"/>: defaults everywhere.
/// </summary>
public sealed class HookChains
{
    private readonly IHookChain?[] _chains;
    private readonly IReadOnlyList<HookPoint> _points;
    private readonly IReadOnlyList<HookSite> _sites;

    internal HookChains(IReadOnlyList<(HookPoint Point, IHookChain Chain)> chains, IReadOnlyList<HookSite> sites, IReadOnlyList<string> replacements)
    {
        _points = chains.Select(c => c.Point).ToList();
        _sites = sites;
        Replacements = replacements;
        _chains = new IHookChain?[chains.Count == 0 ? 0 : chains.Max(c => c.Point.Id) + 1];
        foreach (var (point, chain) in chains)
        {
            _chains[point.Id] = chain;
        }
    }

    /// <summary>Defaults everywhere.</summary>
    public static HookChains None { get; } = new([], [], []);

    /// <summary>One line for each replaceable hook that a later mixin took over.</summary>
    public IReadOnlyList<string> Replacements { get; }

    /// <summary>The points that somebody hooks, in the order they were first hooked.</summary>
    public IReadOnlyList<HookPoint> Points => _points;

    /// <summary>The implementation of a point at a site, ready to call.</summary>
    public HookFn<TArgs, TResult> For<TArgs, TResult>(HookPoint<TArgs, TResult> point, HookSite? site = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        var chain = point.Id < _chains.Length ? _chains[point.Id] : null;
        return chain is null ? point.Default : ((HookChain<TArgs, TResult>)chain).At(site);
    }

    /// <summary>Who does what: one row for each hooked point, or one for each of its sites where they differ.</summary>
    public IReadOnlyList<HookDescription> Describe()
    {
        var rows = new List<HookDescription>();
        foreach (var point in _points)
        {
            var chain = _chains[point.Id]!;
            if (chain.VariesBySite)
            {
                rows.AddRange(_sites.Where(s => s.Point == point).Select(chain.Describe).Where(d => d.Links.Count > 0));
            }
            else
            {
                rows.Add(chain.Describe(null));
            }
        }

        return rows;
    }
}
