using System.Diagnostics.CodeAnalysis;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>A dict, OrderedDict or defaultdict, in stored order.</summary>
public sealed class TorchDictionary : TorchValue
{
    private List<KeyValuePair<TorchValue, TorchValue>>? _pairs;
    private Dictionary<string, TorchValue>? _byName;

    internal TorchDictionary()
    {
    }

    /// <summary>Keys and values as stored; keys may be anything.</summary>
    public IReadOnlyList<KeyValuePair<TorchValue, TorchValue>> Pairs => _pairs ?? (IReadOnlyList<KeyValuePair<TorchValue, TorchValue>>)[];

    /// <summary>The entries whose keys are texts; of a repeated key the last one, as in Python.</summary>
    public IReadOnlyDictionary<string, TorchValue> Named => _byName ??= Index();

    internal override IEnumerable<TorchValue> Children => Pairs.SelectMany(pair => new[] { pair.Key, pair.Value });

    /// <summary>The value of a text key.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string key, [MaybeNullWhen(false)] out TorchValue value) => Named.TryGetValue(key, out value);

    /// <inheritdoc/>
    public override string ToString() => $"dictionary of {Pairs.Count}";

    internal void Set(TorchValue key, TorchValue value)
    {
        (_pairs ??= []).Add(new(key, value));
        _byName = null;
    }

    private Dictionary<string, TorchValue> Index()
    {
        var index = new Dictionary<string, TorchValue>(StringComparer.Ordinal);
        foreach (var (key, value) in Pairs)
        {
            if (key is TorchScalar { Value: string name })
            {
                index[name] = value;
            }
        }

        return index;
    }
}
