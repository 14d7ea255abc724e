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
    private const string Picture = "picture";

    private readonly IReadOnlyList<Entry> _clips;
    private readonly PictureKeeping _pictures;

    private CachedClips(IReadOnlyList<Entry> clips, PictureKeeping pictures) => (_clips, _pictures) = (clips, pictures);

    /// <inheritdoc/>
    public int Count => _clips.Count;

    /// <summary>Clips that were encoded now, because the cache lacked them.</summary>
    public int NewClips { get; private init; }

    /// <summary>Captions that were encoded now.</summary>
    public int NewCaptions { get; private init; }

    /// <summary>Whether the captions' states are kept too, so that training needs no text encoder.</summary>
    public bool HasText => _clips.All(clip => clip.Text is not null);

    /// <summary>Encodes the clips that the cache lacks or whose files are damaged, one at a time; stopped, it goes on from there the next time.</summary>
    /// <param name="source">The clips; a <see cref="IIdentifiedClips"/>.</param>
    /// <param name="codec">The engine's codec.</param>
    /// <param name="cache">Where posteriors are looked for and put.</param>
    /// <param name="text">Encodes captions; null leaves that to training.</param>
    /// <param name="progress">Called with the number at hand and their total.</param>
    /// <param name="pictures">What to keep of each clip's picture.</param>
    /// <param name="beforeEncoding">Called before something is encoded; not at all if everything is there.</param>
    /// <param name="stop">Looked at before each clip.</param>
    /// <exception cref="ArgumentException">The source cannot identify its clips.</exception>
    /// <exception cref="Core.Errors.InputException">A clip cannot be read or has an illegal size, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static CachedClips Encode(
        IDataSource<VideoClip> source, LatentCodec codec, LatentCache cache, ITextEncoder? text = null, Action<int, int>? progress = null, PictureKeeping pictures = PictureKeeping.None,
        Action? beforeEncoding = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(cache);
        var identified = source as IIdentifiedClips ?? throw new ArgumentException($"{source.GetType().Name} does not identify its clips.", nameof(source));
        var clips = new Entry[source.Count];
        var captions = text is null ? null : TextCache.Open(cache.Folder, text);
        var (newClips, newCaptions) = (0, 0);
        for (var i = 0; i < clips.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var identity = identified.Identify(i);
            var (path, picture) = (cache.PathOf(identity), cache.PathOfPicture(identity, pictures));
            var isNew = false;
            if (beforeEncoding is not null && (captions?.Has(identity.Caption) == false || Lacks(path, picture)))
            {
                beforeEncoding();
                beforeEncoding = null;
            }

            clips[i] = new Entry(path, captions?.Ensure(identity.Caption, out isNew), identity.Caption, picture);
            newCaptions += isNew ? 1 : 0;
            if (Fill(source, i, codec, path, (picture, pictures)))
            {
                newClips++;
            }

            progress?.Invoke(i + 1, clips.Length);
        }

        return new CachedClips(clips, pictures) { NewClips = newClips, NewCaptions = newCaptions };
    }

    /// <inheritdoc/>
    public EncodedClip Read(int index)
    {
        var clip = _clips[index];

        // The scope takes back what was read where a later file is damaged.
        using var scope = NewDisposeScope();
        var moments_CTHW = LatentCache.Read(clip.Path);
        var text_SE = clip.Text is null ? null : TextCache.Read(clip.Text);
        var picture = _pictures == PictureKeeping.None ? null : CachedTensor.Read(clip.Picture!, Picture);
        picture?.MoveToOuterDisposeScope();
        return new EncodedClip(moments_CTHW.MoveToOuterDisposeScope(), clip.Caption)
        {
            Text_SE = text_SE?.MoveToOuterDisposeScope(),
            ImageMoments_CTHW = _pictures == PictureKeeping.Posterior ? picture : null,
            Image_CHW = _pictures == PictureKeeping.Pixels ? picture : null,
        };
    }

    /// <inheritdoc/>
    public string NameOf(int index) => _clips[index].Path;

    private static bool Lacks(string path, string? picture) => !LatentCache.IsThere(path) || (picture is not null && !CachedTensor.IsThere(picture, Picture));

    private static bool Fill(IDataSource<VideoClip> source, int index, LatentCodec codec, string path, (string? Path, PictureKeeping Keeping) picture)
    {
        var (needsClip, needsPicture) = (!LatentCache.IsThere(path), picture.Path is not null && !CachedTensor.IsThere(picture.Path, Picture));
        if (!needsClip && !needsPicture)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        using var clip = source.Read(index);
        if (needsClip)
        {
            LatentCache.Write(path, codec.Moments(clip.Frames_FCHW.unsqueeze(0))[0].cpu());
        }

        if (needsPicture)
        {
            CachedTensor.Write(picture.Path!, Picture, picture.Keeping.Of(clip, codec));
        }

        return true;
    }

    private sealed record Entry(string Path, string? Text, string Caption, string? Picture);
}
