namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>A list, tuple or set.</summary>
public sealed class TorchSequence : TorchValue
{
    private List<TorchValue>? _items;

    internal TorchSequence(TorchSequenceKind kind, List<TorchValue>? items = null, bool frozen = false)
    {
        Kind = kind;
        _items = items;
        IsFrozen = frozen || kind == TorchSequenceKind.Tuple;
    }

    /// <summary>Which of them.</summary>
    public TorchSequenceKind Kind { get; }

    /// <summary>The values in stored order.</summary>
    public IReadOnlyList<TorchValue> Items => _items ?? (IReadOnlyList<TorchValue>)[];

    /// <summary>Whether nothing may be added, because it is a tuple or shares its items with another sequence.</summary>
    internal bool IsFrozen { get; }

    internal static TorchSequence EmptyTuple { get; } = new(TorchSequenceKind.Tuple);

    internal override IEnumerable<TorchValue> Children => Items;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} of {Items.Count}";

    internal void Add(TorchValue item) => (_items ??= []).Add(item);

    /// <summary>The same items as another kind of sequence, not copied.</summary>
    internal TorchSequence As(TorchSequenceKind kind) => kind == Kind ? this : new TorchSequence(kind, _items, frozen: true);
}
