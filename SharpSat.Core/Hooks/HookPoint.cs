using System.Collections.Concurrent;

namespace SharpSat.Core.Hooks;

/// <summary>A named place where mixins can change a model. Declare one as a static constant; names are unique per process.</summary>
public abstract class HookPoint
{
    private static readonly ConcurrentDictionary<string, HookPoint> Declared = new(StringComparer.Ordinal);
    private static int _count = -1;

    private protected HookPoint(string name)
    {
        Name = name;
        Id = Interlocked.Increment(ref _count);
        if (!Declared.TryAdd(name, this))
        {
            throw new InvalidOperationException($"Hook point '{name}' is declared twice; a point is one static constant.");
        }
    }

    /// <summary>Name shown in provenance and messages, for example "attention_fn".</summary>
    public string Name { get; }

    /// <summary>Dense number used to find a chain without hashing.</summary>
    internal int Id { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract IHookChain Compose(IReadOnlyList<HookEntry> entries, IReadOnlyList<HookSite> sites, IHookProbe? probe);
}

/// <summary>A hook point with the types of its arguments and result, and what happens when nobody hooks it.</summary>
/// <typeparam name="TArgs">Arguments, usually a readonly record struct.</typeparam>
/// <typeparam name="TResult">Result.</typeparam>
public sealed class HookPoint<TArgs, TResult> : HookPoint
{
    /// <summary>Declares a point.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public HookPoint(string name, HookFn<TArgs, TResult> defaultImplementation)
        : base(name)
    {
        Default = defaultImplementation;
    }

    /// <summary>Runs when no mixin replaces the point.</summary>
    public HookFn<TArgs, TResult> Default { get; }

    internal override IHookChain Compose(IReadOnlyList<HookEntry> entries, IReadOnlyList<HookSite> sites, IHookProbe? probe) =>
        HookChain<TArgs, TResult>.Compose(this, entries, sites, probe);
}
