namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// A value in a PyTorch file: <see cref="TorchDictionary"/>, <see cref="TorchSequence"/>, <see cref="TorchScalar"/>,
/// <see cref="TorchTensor"/> or <see cref="TorchPlaceholder"/>. The tree of an opened file has no cycles and is bounded in
/// depth and size, so that it may be walked by recursion.
/// </summary>
public abstract class TorchValue
{
    private protected TorchValue()
    {
    }

    /// <summary>What it is in a few words, for messages and listings.</summary>
    public abstract override string ToString();

    /// <summary>The values directly inside, keys included.</summary>
    internal virtual IEnumerable<TorchValue> Children => [];
}
