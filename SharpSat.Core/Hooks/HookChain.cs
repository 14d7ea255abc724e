namespace SharpSat.Core.Hooks;

/// <summary>A composed chain whatever its types.</summary>
internal interface IHookChain
{
    HookDescription Describe(HookSite? site);

    bool VariesBySite { get; }
}

/// <summary>What one model does at one hook point, composed once.</summary>
internal sealed class HookChain<TArgs, TResult> : IHookChain
{
    private const string DefaultOrigin = "default";
    private readonly HookPoint<TArgs, TResult> _point;
    private readonly IReadOnlyList<HookEntry> _entries;
    private readonly HookFn<TArgs, TResult> _everywhere;
    private readonly Dictionary<HookSite, HookFn<TArgs, TResult>>? _bySite;

    private HookChain(
        HookPoint<TArgs, TResult> point,
        IReadOnlyList<HookEntry> entries,
        HookFn<TArgs, TResult> everywhere,
        Dictionary<HookSite, HookFn<TArgs, TResult>>? bySite)
    {
        _point = point;
        _entries = entries;
        _everywhere = everywhere;
        _bySite = bySite;
    }

    public bool VariesBySite => _bySite is not null;

    public static HookChain<TArgs, TResult> Compose(
        HookPoint<TArgs, TResult> point, IReadOnlyList<HookEntry> entries, IReadOnlyList<HookSite> sites, IHookProbe? probe)
    {
        var everywhere = Link(point, entries.Where(e => e.At is null), probe);
        if (entries.All(e => e.At is null))
        {
            return new HookChain<TArgs, TResult>(point, entries, everywhere, null);
        }

        var bySite = new Dictionary<HookSite, HookFn<TArgs, TResult>>(ReferenceEqualityComparer.Instance);
        foreach (var site in sites.Where(s => s.Point == point))
        {
            bySite[site] = Link(point, entries.Where(e => e.At is null || e.At(site)), probe);
        }

        return new HookChain<TArgs, TResult>(point, entries, everywhere, bySite);
    }

    public HookFn<TArgs, TResult> At(HookSite? site) =>
        _bySite is not null && site is not null && _bySite.TryGetValue(site, out var fn) ? fn : _everywhere;

    public HookDescription Describe(HookSite? site)
    {
        var active = _entries.Where(e => e.At is null || (site is not null && e.At(site))).ToList();
        var replaced = active.FindLastIndex(e => e.Kind != HookKind.Wrap);
        var links = active
            .Skip(Math.Max(replaced, 0))
            .Reverse()
            .Select(e => new HookLink(e.Origin, e.Kind))
            .ToList();
        return new HookDescription(_point.Name, site, links, EndsInDefault: replaced < 0);
    }

    private static HookFn<TArgs, TResult> Link(HookPoint<TArgs, TResult> point, IEnumerable<HookEntry> entries, IHookProbe? probe)
    {
        var chain = Watched(point, DefaultOrigin, point.Default, probe);
        foreach (var entry in entries)
        {
            if (entry.Kind == HookKind.Wrap)
            {
                var wrap = (HookWrap<TArgs, TResult>)entry.Implementation;
                var next = chain;
                chain = Watched(point, entry.Origin, (args, context) => wrap(args, context, next), probe);
            }
            else
            {
                chain = Watched(point, entry.Origin, (HookFn<TArgs, TResult>)entry.Implementation, probe);
            }
        }

        return chain;
    }

    // Without a probe the link is what it was.
    private static HookFn<TArgs, TResult> Watched(HookPoint point, string origin, HookFn<TArgs, TResult> link, IHookProbe? probe) => probe is null ? link : (args, context) =>
    {
        probe.Enter(point, origin, args);
        try
        {
            return link(args, context);
        }
        finally
        {
            probe.Leave();
        }
    };
}
