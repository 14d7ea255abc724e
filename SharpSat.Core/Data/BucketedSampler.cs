using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Data;

/// <summary>
/// Batches of items of one bucket each, the processes' batches of a step all of the same one. A bucket's items follow
/// each other as in <see cref="ShuffledSampler"/>: every one once per pass, passes without a gap. The bucket that is
/// furthest behind its share of the items comes next, so all items are seen equally often.
/// </summary>
public sealed class BucketedSampler : IItemSampler
{
    private readonly int _count;
    private readonly int _batch;
    private readonly int _rank;
    private readonly int _worldSize;
    private readonly int[] _sizes;
    private readonly SubsetSampler[] _buckets;
    private readonly string _division;

    // Smooth weighted round robin: it repeats after as many batches as there are items.
    private readonly long[] _credit;
    private long _batches;

    /// <summary>Starts at the beginning.</summary>
    /// <param name="bucketOf">Number of each item's bucket, from 0.</param>
    /// <param name="batchSize">Items of each batch of a process.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">Number of processes.</param>
    /// <exception cref="InputException">There is no item.</exception>
    public BucketedSampler(IReadOnlyList<int> bucketOf, int batchSize, long seed, int rank = 0, int worldSize = 1)
    {
        ArgumentNullException.ThrowIfNull(bucketOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        if (bucketOf.Count == 0)
        {
            throw new InputException("The data set holds no items; training needs at least 1.");
        }

        (_count, _batch, _rank, _worldSize, Seed) = (bucketOf.Count, batchSize, rank, worldSize, seed);
        var buckets = Enumerable.Range(0, _count).GroupBy(item => bucketOf[item]).OrderBy(bucket => bucket.Key).Select(bucket => bucket.ToArray()).ToList();
        _sizes = [.. buckets.Select(items => items.Length)];
        _buckets = [.. buckets.Select(items => new SubsetSampler(items, seed))];
        _credit = new long[_sizes.Length];
        _division = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(bucketOf.ToArray())))[..16];
    }

    /// <inheritdoc/>
    public long Seed { get; }

    private long Whole => (long)_batch * _worldSize;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="count"/> is not the batch size.</exception>
    public IReadOnlyList<SampledItem> Next(int count)
    {
        if (count != _batch)
        {
            throw new ArgumentException($"This sampler gives batches of {_batch}, not {count}.", nameof(count));
        }

        _batches++;
        var items = _buckets[Turn()].Next(checked((int)Whole));
        return [.. items.Where((_, place) => place % _worldSize == _rank)];
    }

    /// <inheritdoc/>
    public SamplerState Save() => new(_count, _batches * Whole / _count, _batches * Whole % _count) { WholeBatch = Whole, Division = _division };

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

        if (state.Division != _division)
        {
            throw new InputException("The clips fall into other buckets than when the checkpoint was written; a resumed run needs the same buckets, in the same order.");
        }

        if (state.WholeBatch != Whole)
        {
            throw new InputException(
                $"The checkpoint was written with batches of {state.WholeBatch} clips, now they have {Whole}; data with buckets goes on with the whole batch "
                + $"it had: trainer.batch_size times the number of processes must be {state.WholeBatch}.");
        }

        _batches = ((state.Epoch * _count) + state.Position) / Whole;
        var taken = _sizes.Select(size => _batches / _count * size).ToArray();
        Array.Clear(_credit);
        for (var again = _batches % _count; again > 0; again--)
        {
            taken[Turn()]++;
        }

        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            var own = taken[bucket] * Whole;
            _buckets[bucket].Restore(new SamplerState(_sizes[bucket], own / _sizes[bucket], own % _sizes[bucket]));
        }
    }

    private int Turn()
    {
        var first = 0;
        for (var bucket = 0; bucket < _sizes.Length; bucket++)
        {
            _credit[bucket] += _sizes[bucket];
            first = _credit[bucket] > _credit[first] ? bucket : first;
        }

        _credit[first] -= _count;
        return first;
    }
}
