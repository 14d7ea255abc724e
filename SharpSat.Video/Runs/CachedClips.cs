using SharpSat.Core.Data;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>A data set whose posteriors lie in a <see cref="LatentCache"/>; each is read when it is needed.</summary>
public sealed class CachedClips : IDataSource<EncodedClip>
{
    private readonly IReadOnlyList<(string Path, string? Text, string Caption)> _clips;

    private CachedClips(IReadOnlyList<(string Path, string? Text, string Caption)> clips) => _clips = clips;

    /// <inheritdoc/>
    public int Count => _clips.Count;

    /// <summary>Clips that were encoded now, because the cache lacked them.</summary>
    public int NewClips { get; private init; }

    /// <summary>Captions that were encoded now.</summary>
    public int NewCaptions { get; private init; }

    /// <summary>Whether the captions' states are kept too, so that training needs no text encoder.</summary>
    public bool HasText => _clips.All(clip => clip.Text is not null);

    /// <summary>Encodes the clips that the cache lacks, one at a time; stopped, it goes on from there the next time.</summary>
    /// <param name="source">The clips; a <see cref="IIdentifiedClips"/>.</param>
    /// <param name="codec">The engine's codec.</param>
    /// <param name="cache">Where posteriors are looked for and put.</param>
    /// <param name="text">Encodes captions; null leaves that to training.</param>
    /// <param name="progress">Called with the number at hand and their total.</param>
    /// <param name="stop">Looked at before each clip.</param>
    /// <exception cref="ArgumentException">The source cannot identify its clips.</exception>
    /// <exception cref="Core.Errors.InputException">A clip cannot be read or has an illegal size, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static CachedClips Encode(
        IDataSource<VideoClip> source, LatentCodec codec, LatentCache cache, ITextEncoder? text = null, Action<int, int>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(cache);
        var identified = source as IIdentifiedClips ?? throw new ArgumentException($"{source.GetType().Name} does not identify its clips.", nameof(source));
        var clips = new (string, string?, string)[source.Count];
        var captions = text is null ? null : TextCache.Open(cache.Folder, text);
        var (newClips, newCaptions) = (0, 0);
        for (var i = 0; i < clips.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var identity = identified.Identify(i);
            var path = cache.PathOf(identity);
            var isNew = false;
            clips[i] = (path, captions?.Ensure(identity.Caption, out isNew), identity.Caption);
            newCaptions += isNew ? 1 : 0;
            if (!File.Exists(path))
            {
                using var scope = NewDisposeScope();
                using var clip = source.Read(i);
                newClips++;
                LatentCache.Write(path, codec.Moments(clip.Frames_FCHW.unsqueeze(0))[0].cpu());
            }

            progress?.Invoke(i + 1, clips.Length);
        }

        return new CachedClips(clips) { NewClips = newClips, NewCaptions = newCaptions };
    }

    /// <inheritdoc/>
    public EncodedClip Read(int index)
    {
        var (path, text, caption) = _clips[index];
        return new EncodedClip(LatentCache.Read(path), caption) { Text_SE = text is null ? null : TextCache.Read(text) };
    }

    /// <inheritdoc/>
    public string NameOf(int index) => _clips[index].Path;
}
