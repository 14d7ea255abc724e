namespace SharpSat.Core.Data;

/// <summary>A finite, indexable set of training items. Reading must be safe from several threads.</summary>
public interface IDataSource<out TItem>
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>Reads one item; the caller owns what it holds.</summary>
    TItem Read(int index);

    /// <summary>
    /// Reads one item of a training run. A source with random augmentation draws it from <paramref name="draw"/>, so
    /// that an item's augmentation depends on seed, epoch and index and never on thread timing.
    /// </summary>
    TItem Read(int index, ItemDraw draw) => Read(index);

    /// <summary>How messages name the item, for example by its file.</summary>
    string NameOf(int index) => FormattableString.Invariant($"item {index}");
}
