namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>Which Python sequence a <see cref="TorchSequence"/> was.</summary>
public enum TorchSequenceKind
{
    /// <summary>list.</summary>
    List,

    /// <summary>tuple or torch.Size.</summary>
    Tuple,

    /// <summary>set or frozenset, in stored order.</summary>
    Set,
}
