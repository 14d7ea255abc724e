using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Data.Buckets;

namespace SharpSat.Video.Data.Joined;

/// <summary>Several sources of clips as one, each repeated by its weight: new clips, say, beside some of what the model knows already.</summary>
[Component("joined")]
public sealed class JoinedClips : IDataSource<VideoClip>, IIdentifiedClips, ISizedClips, IDisposable
{
    private readonly List<IDataSource<VideoClip>> _sources = [];
    private readonly Dictionary<IDataSource<VideoClip>, ClipSize> _sizes = [];
    private readonly List<(IDataSource<VideoClip> Source, int Index)> _items = [];

    /// <summary>Makes and checks every source.</summary>
    /// <exception cref="InputException">There is none, or one cannot be used.</exception>
    public JoinedClips(JoinedClipsParams @params, ComponentFactory factory)
    {
        ArgumentNullException.ThrowIfNull(@params);
        ArgumentNullException.ThrowIfNull(factory);
        if (@params.Sources.Count == 0)
        {
            throw new InputException("joined: sources is empty; the least is 1 source.");
        }

        try
        {
            foreach (var part in @params.Sources)
            {
                var source = factory.Create<IDataSource<VideoClip>>(part.Clips);
                _sources.Add(source);
                if (source is not ISizedClips && source.Count > 0)
                {
                    _sizes[source] = ClipBuckets.SizeOfFirst(source);
                }

                _items.AddRange(Enumerable.Range(0, part.Repeat).SelectMany(_ => Enumerable.Range(0, source.Count)).Select(i => (source, i)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public IReadOnlyList<ClipSize> Sizes => [.. _sources.SelectMany(source => source is ISizedClips sized ? sized.Sizes : _sizes.TryGetValue(source, out var size) ? [size] : []).Distinct()];

    /// <summary>The sources, in their order.</summary>
    internal IReadOnlyList<IDataSource<VideoClip>> Sources => _sources;

    /// <inheritdoc/>
    public VideoClip Read(int index) => _items[index].Source.Read(_items[index].Index);

    /// <inheritdoc/>
    public VideoClip Read(int index, ItemDraw draw) => _items[index].Source.Read(_items[index].Index, draw);

    /// <inheritdoc/>
    public ClipSize SizeOf(int index) => _items[index].Source is ISizedClips sized ? sized.SizeOf(_items[index].Index) : _sizes[_items[index].Source];

    /// <inheritdoc/>
    public string NameOf(int index) => _items[index].Source.NameOf(_items[index].Index);

    /// <inheritdoc/>
    /// <exception cref="InputException">The item's source cannot identify its clips.</exception>
    public ClipIdentity Identify(int index)
    {
        var (source, own) = _items[index];
        return source is IIdentifiedClips identified ? identified.Identify(own)
            : throw new InputException($"joined: the data source {source.GetType().Name} does not identify its clips ({nameof(IIdentifiedClips)}), which training.latent_cache needs.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }
}
