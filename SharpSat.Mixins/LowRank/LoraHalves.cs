using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>Brings the two factors of each pair of a file together and checks that they belong to each other.</summary>
/// <param name="source">The opened file.</param>
internal sealed class LoraHalves(IWeightSource source)
{
    private readonly Dictionary<string, (string? Down, string? Up)> _keys = new(StringComparer.Ordinal);

    /// <summary>Whether no factor was noted.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Notes a factor of a pair.</summary>
    /// <param name="name">The pair.</param>
    /// <param name="key">Name of the tensor.</param>
    /// <param name="isDown">Whether it is A.</param>
    /// <exception cref="InputException">The pair has this factor already, under another name.</exception>
    public void Add(string name, string key, bool isDown)
    {
        var (down, up) = _keys.GetValueOrDefault(name);
        if ((isDown ? down : up) is { } other)
        {
            throw new InputException($"{source.Description} holds one factor twice: '{other}' and '{key}'.");
        }

        _keys[name] = isDown ? (key, up) : (down, key);
    }

    /// <summary>Every pair.</summary>
    /// <exception cref="InputException">There is none, half of one is missing, or the shapes do not belong together.</exception>
    public IReadOnlyList<LoraHalfPair> Pairs()
    {
        if (_keys.Count == 0)
        {
            throw new InputException($"{source.Description} holds no pair of LoRA factors.");
        }

        return [.. _keys.Select(entry =>
        {
            var (down, up) = entry.Value;
            if (down is null || up is null)
            {
                throw new InputException($"{source.Description} holds half a pair: '{down ?? up}' without its {(down is null ? "down" : "up")} factor.");
            }

            Check(down, up);
            return new LoraHalfPair(source, entry.Key, down, up);
        })];
    }

    private void Check(string down, string up)
    {
        var (a, b) = (source.Entries[down].Shape, source.Entries[up].Shape);
        if (a.Count is not (2 or 4 or 5) || b.Count != a.Count || a[0] < 1 || a[0] != b[1] || a[0] > int.MaxValue || b.Skip(2).Any(extent => extent != 1))
        {
            throw new InputException(
                $"{source.Description}: '{down}' [{string.Join(", ", a)}] and '{up}' [{string.Join(", ", b)}] are no pair of LoRA factors; [r, in] and [out, r] were expected.");
        }
    }
}
