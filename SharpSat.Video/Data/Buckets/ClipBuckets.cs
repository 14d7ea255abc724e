using SharpSat.Core.Data;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Buckets;

/// <summary>The clips of a source by their size.</summary>
public sealed class ClipBuckets
{
    private readonly int[] _bucketOf;

    private ClipBuckets(IReadOnlyList<ClipSize> sizes, int[] bucketOf)
    {
        (Sizes, _bucketOf) = (sizes, bucketOf);
        Counts = [.. Enumerable.Range(0, sizes.Count).Select(bucket => bucketOf.Count(b => b == bucket))];
    }

    /// <summary>The buckets' sizes; a source whose clips are all alike has one.</summary>
    public IReadOnlyList<ClipSize> Sizes { get; }

    /// <summary>How many clips each has.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>The bucket of most pixels among those that have clips: it takes the most memory.</summary>
    internal ClipSize Largest => Sizes.Where((_, bucket) => Counts[bucket] > 0).MaxBy(size => size.Pixels)!;

    /// <summary>Sorts a source's clips; of one that does not tell their sizes the first is read, and stands for all.</summary>
    /// <exception cref="InputException">There is no clip.</exception>
    public static ClipBuckets Of(IDataSource<VideoClip> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Count == 0)
        {
            throw new InputException("The data has no clip.");
        }

        if (source is not ISizedClips sized)
        {
            return new ClipBuckets([SizeOfFirst(source)], new int[source.Count]);
        }

        var places = sized.Sizes.Select((size, bucket) => (size, bucket)).ToDictionary(pair => pair.size, pair => pair.bucket);
        return new ClipBuckets(sized.Sizes, [.. Enumerable.Range(0, source.Count).Select(i => places.TryGetValue(sized.SizeOf(i), out var bucket) ? bucket : throw new InputException(
            $"Clip {i} of {source.GetType().Name} has the size {sized.SizeOf(i)}, which is not among the sizes that it lists: {string.Join(", ", sized.Sizes)}."))]);
    }

    /// <summary>The order of training: batches of one bucket each, or without buckets simply shuffled.</summary>
    /// <param name="batchSize">Clips of each batch of a process.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">Number of processes.</param>
    public IItemSampler Sampler(int batchSize, long seed, int rank = 0, int worldSize = 1) => Counts.Count(count => count > 0) == 1
        ? new ShuffledSampler(_bucketOf.Length, seed, rank, worldSize)
        : new BucketedSampler(_bucketOf, batchSize, seed, rank, worldSize);

    /// <summary>Clips of one size only.</summary>
    internal IItemSampler Sampler(ClipSize size, long seed)
    {
        var bucket = Sizes.ToList().IndexOf(size);
        return new SubsetSampler([.. Enumerable.Range(0, _bucketOf.Length).Where(i => _bucketOf[i] == bucket)], seed);
    }

    /// <summary>What is odd about the buckets, for the user.</summary>
    /// <param name="wholeBatch">Clips of a batch, all processes together.</param>
    internal IEnumerable<string> Warnings(int wholeBatch) => Sizes.Count == 1 ? [] : Sizes.Zip(Counts).Where(b => b.Second < wholeBatch).Select(b => b.Second == 0
        ? $"No clip falls into bucket {b.First}; leave it out."
        : $"Bucket {b.First} has {b.Second} clip{(b.Second == 1 ? string.Empty : "s")}, fewer than a batch of {wholeBatch}: its batches hold clips more than once.");

    /// <summary>Size of a source's first clip.</summary>
    internal static ClipSize SizeOfFirst(IDataSource<VideoClip> source)
    {
        using var clip = source.Read(0);
        var shape = clip.Frames_FCHW.shape;
        return new ClipSize { Frames = (int)shape[0], Height = (int)shape[2], Width = (int)shape[3] };
    }
}
