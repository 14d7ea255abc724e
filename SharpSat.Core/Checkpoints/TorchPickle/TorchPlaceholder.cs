namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// Stands for a Python object or function that loading weights does not need: a NumPy array of a random state, a dtype, a
/// namespace of arguments. It was never made or called, and its content was dropped.
/// </summary>
public sealed class TorchPlaceholder : TorchValue
{
    internal TorchPlaceholder(string name) => Name = name;

    /// <summary>Python name, such as <c>numpy.ndarray</c>.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
