namespace SharpSat.Core.Hooks;

/// <summary>Collects what one mixin (or the model itself) wants to hook. Handed to <c>Configure</c>.</summary>
public sealed class HookBuilder
{
    private readonly List<HookEntry> _entries = [];
    private readonly List<HookPoint> _declared = [];

    internal HookBuilder(string origin)
    {
        Origin = origin;
    }

    /// <summary>Name under which the mixin was added, or "model".</summary>
    public string Origin { get; }

    internal IReadOnlyList<HookEntry> Entries => _entries;

    internal IReadOnlyList<HookPoint> Declared => _declared;

    /// <summary>Says that this model or mixin calls <paramref name="point"/>, so that others may hook it.</summary>
    public HookBuilder Declare(HookPoint point)
    {
        _declared.Add(point);
        return this;
    }

    /// <summary>Stands in place of the default. Exclusive, unless <paramref name="replaceable"/>.</summary>
    public HookBuilder Replace<TArgs, TResult>(HookPoint<TArgs, TResult> point, HookFn<TArgs, TResult> fn, bool replaceable = false)
    {
        _entries.Add(new HookEntry(point, Origin, replaceable ? HookKind.ReplaceableReplace : HookKind.Replace, fn, null));
        return this;
    }

    /// <summary>Wraps whatever stands at the point; the last added mixin is outermost.</summary>
    /// <param name="point">What to wrap.</param>
    /// <param name="wrap">Receives <c>next</c>.</param>
    /// <param name="at">Only these sites, at least one of which must be known when the mixin is added; null for all.</param>
    public HookBuilder Wrap<TArgs, TResult>(
        HookPoint<TArgs, TResult> point, HookWrap<TArgs, TResult> wrap, Predicate<HookSite>? at = null)
    {
        _entries.Add(new HookEntry(point, Origin, HookKind.Wrap, wrap, at));
        return this;
    }
}
