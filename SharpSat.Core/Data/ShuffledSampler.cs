using System.Security.Cryptography;
using System.Text;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Data;

/// <summary>
/// Every item once per epoch, in an order that depends on seed and epoch alone. Epochs follow each other without a
/// gap, so that no item is dropped and a batch may hold items of two epochs. Ranks take turns over one common order.
/// </summary>
public sealed class ShuffledSampler : IItemSampler
{
    private readonly int _count;
    private readonly int _rank;
    private readonly int _worldSize;
    private readonly bool _shuffle;
    private int[] _order = [];
    private long _orderEpoch = -1;
    private long _epoch;
    private long _position;

    /// <summary>Starts at the first epoch.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">Number of processes.</param>
    /// <param name="shuffle">False keeps the source's order.</param>
    /// <exception cref="InputException">There is no item.</exception>
    public ShuffledSampler(int count, long seed, int rank = 0, int worldSize = 1, bool shuffle = true)
    {
        if (count <= 0)
        {
            throw new InputException("The data set holds no items; training needs at least 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        _count = count;
        _rank = rank;
        _worldSize = worldSize;
        _shuffle = shuffle;
        Seed = seed;
    }

    /// <inheritdoc/>
    public long Seed { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SampledItem> Next(int count)
    {
        var items = new SampledItem[count];
        for (var i = 0; i < count; i++)
        {
            Skip(_rank);
            items[i] = new SampledItem(_epoch, Order(_epoch)[_position]);
            Skip(_worldSize - _rank);
        }

        return items;
    }

    /// <inheritdoc/>
    public SamplerState Save() => new(_count, _epoch, _position);

    /// <inheritdoc/>
    public void Restore(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.ItemCount != _count)
        {
            throw new InputException(
                $"The data set has {_count} items, but had {state.ItemCount} when the checkpoint was written; "
                + "a resumed run needs the same data. Start a new run directory to train on other data.");
        }

        if (state.Division is not null)
        {
            throw new InputException("The checkpoint was written with clips in buckets; a resumed run needs the same buckets, in the same order.");
        }

        if (state.Epoch < 0 || state.Position < 0 || state.Position >= _count)
        {
            throw new InputException($"The saved data position (epoch {state.Epoch}, item {state.Position} of {_count}) is not valid.");
        }

        _epoch = state.Epoch;
        _position = state.Position;
    }

    private void Skip(int items)
    {
        _position += items;
        _epoch += _position / _count;
        _position %= _count;
    }

    private int[] Order(long epoch)
    {
        if (_orderEpoch != epoch)
        {
            _order = [.. Enumerable.Range(0, _count)];
            if (_shuffle)
            {
                Shuffle(_order, epoch);
            }

            _orderEpoch = epoch;
        }

        return _order;
    }

    // Our own generator: the order must not change with the .NET version.
    private void Shuffle(int[] order, long epoch)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"order/{Seed}/{epoch}")));
        var state = BitConverter.ToUInt64(digest);
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = (int)Math.BigMul(SplitMix64(ref state), (ulong)last + 1, out _);
            (order[last], order[other]) = (order[other], order[last]);
        }
    }

    // Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
