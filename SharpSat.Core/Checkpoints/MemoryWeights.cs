using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>Named tensors in memory as a weight source. It keeps its own references; the given tensors stay the caller's.</summary>
public sealed class MemoryWeights : IWeightSource
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Collects the tensors, without copying their data.</summary>
    /// <param name="tensors">Names and tensors, on any device.</param>
    /// <param name="description">For messages.</param>
    /// <param name="metadata">Free text beside the tensors.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public MemoryWeights(
        IEnumerable<(string Name, Tensor Tensor)> tensors,
        string description = "memory",
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        Description = description;
        Metadata = metadata ?? new Dictionary<string, string>();
        foreach (var (name, tensor) in tensors)
        {
            _tensors.Add(name, tensor.detach().DetachFromDisposeScope());
        }

        Entries = _tensors.ToDictionary(
            pair => pair.Key, pair => new WeightEntry(pair.Key, pair.Value.dtype, pair.Value.shape), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor on the CPU; it shares memory with the one given if that is on the CPU.</summary>
    /// <exception cref="Errors.InputException">No such tensor.</exception>
    public Tensor Read(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
        {
            throw UnknownWeight.In(this, name);
        }

        using var scope = NewDisposeScope();
        return tensor.alias().cpu().MoveToOuterDisposeScope();
    }

    /// <summary>Releases the references held here.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
