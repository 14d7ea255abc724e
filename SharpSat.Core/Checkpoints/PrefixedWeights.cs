using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>
/// The part of a source whose names begin with a prefix, the prefix removed: <c>model.diffusion_model.</c> of a file
/// that holds a whole engine.
/// </summary>
public sealed class PrefixedWeights : IWeightSource
{
    private readonly IWeightSource _source;
    private readonly string _prefix;
    private readonly bool _leaveOpen;

    /// <summary>Looks at <paramref name="source"/> through the prefix.</summary>
    /// <param name="source">The whole.</param>
    /// <param name="prefix">Including its final dot; it may match nothing.</param>
    /// <param name="leaveOpen">Whether disposing this leaves the source open.</param>
    public PrefixedWeights(IWeightSource source, string prefix, bool leaveOpen = false)
    {
        _source = source;
        _prefix = prefix;
        _leaveOpen = leaveOpen;
        Entries = source.Entries
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value with { Name = pair.Key[prefix.Length..] }, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description => $"{_source.Description} ({_prefix}*)";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <inheritdoc/>
    /// <exception cref="Errors.InputException">No such tensor.</exception>
    public Tensor Read(string name) => Entries.ContainsKey(name) ? _source.Read(_prefix + name) : throw UnknownWeight.In(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _source.Dispose();
        }
    }
}
