using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace SharpSat.Core.Context;

/// <summary>Typed values by key.</summary>
public sealed class ContextBag
{
    private readonly Dictionary<object, object> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>Keys that hold a value.</summary>
    public IEnumerable<object> Keys => _values.Keys;

    internal IEnumerable<Tensor> Tensors => _values.Values.OfType<Tensor>();

    /// <summary>A copy with every tensor replaced, in the order the values were set.</summary>
    internal ContextBag Map(Func<Tensor, Tensor> map)
    {
        var mapped = new ContextBag();
        foreach (var (key, value) in _values)
        {
            mapped._values[key] = value switch
            {
                Tensor tensor => map(tensor),
                ITensorHolder holder => holder.MapTensors(map),
                _ => value,
            };
        }

        return mapped;
    }

    /// <summary>Sets or replaces a value.</summary>
    public void Set<T>(ContextKey<T> key, T value)
        where T : notnull => _values[key] = value;

    /// <summary>Reads a value if it is there.</summary>
    public bool TryGet<T>(ContextKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        if (_values.TryGetValue(key, out var found))
        {
            value = (T)found;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="InvalidOperationException">It was not set; the message says who sets it.</exception>
    public T Get<T>(ContextKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return TryGet(key, out var value)
            ? value
            : throw new InvalidOperationException($"'{key.Name}' is not in the forward context; it is set by {key.SetBy}.");
    }
}
