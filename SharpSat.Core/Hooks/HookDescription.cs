namespace SharpSat.Core.Hooks;

/// <summary>One link of a chain.</summary>
/// <param name="Origin">The mixin's name, or "model".</param>
/// <param name="Kind">How it takes part.</param>
public sealed record HookLink(string Origin, HookKind Kind)
{
    /// <summary>"qk_norm[wrap]".</summary>
    public override string ToString() => Kind switch
    {
        HookKind.Wrap => $"{Origin}[wrap]",
        HookKind.Replace => $"{Origin}[replace]",
        _ => $"{Origin}[replaceable]",
    };
}

/// <summary>Who takes part in a hook, outermost first.</summary>
/// <param name="Hook">Hook point.</param>
/// <param name="Site">The site, or null when all sites share the chain.</param>
/// <param name="Links">Outermost first.</param>
/// <param name="EndsInDefault">Whether the default implementation stands at the end.</param>
public sealed record HookDescription(string Hook, HookSite? Site, IReadOnlyList<HookLink> Links, bool EndsInDefault)
{
    /// <summary>SAT's origin string: "N2 -> N1 -> default".</summary>
    public string Origins => string.Join(" -> ", Links.Select(l => l.Origin).Concat(EndsInDefault ? ["default"] : []));

    /// <summary>"qk_norm[wrap] -> rope3d[replace]".</summary>
    public override string ToString() => string.Join(" -> ", Links.Select(l => l.ToString()).Concat(EndsInDefault ? ["default"] : []));
}
