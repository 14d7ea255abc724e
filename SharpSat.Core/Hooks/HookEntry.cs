namespace SharpSat.Core.Hooks;

/// <summary>How a mixin takes part in a hook.</summary>
public enum HookKind
{
    /// <summary>Stands in place of the default; exclusive.</summary>
    Replace,

    /// <summary>Stands in place of the default, but a later replacement may take over.</summary>
    ReplaceableReplace,

    /// <summary>Wraps whatever is there.</summary>
    Wrap,
}

/// <summary>One mixin's wish for one hook point.</summary>
internal sealed record HookEntry(HookPoint Point, string Origin, HookKind Kind, Delegate Implementation, Predicate<HookSite>? At);
