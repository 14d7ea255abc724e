namespace SharpSat.Core.Data;

/// <summary>A finite, indexable set of training items. Reading must be safe from several threads.</summary>
public interface IDataSource<out TItem>
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>Reads one item; the caller owns what it holds.</summary>
    TItem Read(int index);
}
