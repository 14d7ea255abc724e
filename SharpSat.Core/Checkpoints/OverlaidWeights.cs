using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>A source in which some tensors are replaced by others of the same names.</summary>
public sealed class OverlaidWeights : IWeightSource
{
    private readonly IWeightSource _source;
    private readonly MemoryWeights _replaced;

    /// <summary>Replaces tensors.</summary>
    /// <param name="source">The whole; it is disposed with this.</param>
    /// <param name="replaced">The tensors to see in place of the source's; they stay the caller's.</param>
    public OverlaidWeights(IWeightSource source, IEnumerable<(string Name, Tensor Tensor)> replaced)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _replaced = new MemoryWeights(replaced, source.Description);
        Entries = source.Entries.ToDictionary(
            pair => pair.Key, pair => _replaced.Entries.GetValueOrDefault(pair.Key) ?? pair.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description => _source.Description;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <inheritdoc/>
    /// <exception cref="Errors.InputException">No such tensor.</exception>
    public Tensor Read(string name) => _replaced.Entries.ContainsKey(name) ? _replaced.Read(name) : _source.Read(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _replaced.Dispose();
        _source.Dispose();
    }
}
