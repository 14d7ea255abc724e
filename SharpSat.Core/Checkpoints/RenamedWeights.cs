using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>A source under other names: what one tool calls its weights, seen under the names of another.</summary>
public sealed class RenamedWeights : IWeightSource
{
    private readonly IWeightSource _source;
    private readonly bool _leaveOpen;
    private readonly Dictionary<string, string> _stored = new(StringComparer.Ordinal);

    /// <summary>Looks at <paramref name="source"/> through the names.</summary>
    /// <param name="source">The whole.</param>
    /// <param name="rename">From a stored name to the new one; null leaves the tensor out.</param>
    /// <param name="leaveOpen">Whether disposing this leaves the source open.</param>
    /// <exception cref="InputException">Two tensors get the same name.</exception>
    public RenamedWeights(IWeightSource source, Func<string, string?> rename, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(rename);
        _source = source;
        _leaveOpen = leaveOpen;
        var entries = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (var (stored, entry) in source.Entries)
        {
            if (rename(stored) is not { } name)
            {
                continue;
            }

            if (!_stored.TryAdd(name, stored))
            {
                throw new InputException($"'{source.Description}' has both '{_stored[name]}' and '{stored}', which mean the same weight '{name}'.");
            }

            entries[name] = entry with { Name = name };
        }

        Entries = entries;
    }

    /// <inheritdoc/>
    public string Description => _source.Description;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <inheritdoc/>
    /// <exception cref="InputException">No such tensor.</exception>
    public Tensor Read(string name) => _stored.TryGetValue(name, out var stored) ? _source.Read(stored) : throw UnknownWeight.In(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _source.Dispose();
        }
    }
}
