using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>What a persistent id names: typed memory that tensors are views of. Never left in the tree of an opened file.</summary>
internal sealed class TorchStorage(StoragePlace place, ScalarType dtype, long firstElement, long elements) : TorchValue
{
    public StoragePlace Place { get; } = place;

    public ScalarType Dtype { get; } = dtype;

    /// <summary>Where a view of a larger storage begins (legacy format only).</summary>
    public long FirstElement { get; } = firstElement;

    public long Elements { get; } = elements;

    public override string ToString() => $"storage '{Place.Key}'";
}
