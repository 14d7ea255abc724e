using System.Globalization;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Data;

/// <summary>
/// Captioned clips from <c>videos/NAME.mp4</c> and <c>labels/NAME.txt</c>, a list, a table, or tar shards (as
/// <c>web_dataset</c> too); pictures count as videos of one frame. The constructor checks every clip; reading is safe
/// from several threads.
/// </summary>
[Component("video_folder", Aliases = ["web_dataset"])]
public sealed class VideoFolder : IDataSource<VideoClip>, IIdentifiedClips, ISizedClips
{
    private readonly VideoFolderParams _params;
    private readonly FolderEntry[] _entries;
    private readonly ClipCache _cache;

    /// <summary>Checks every file of the folder.</summary>
    /// <exception cref="InputException">A setting is illegal, or files are unusable: one message lists them all by name.</exception>
    public VideoFolder(VideoFolderParams @params)
    {
        ArgumentNullException.ThrowIfNull(@params);
        _params = @params;
        Sizes = RequireLegal(@params);
        _cache = new ClipCache((long)@params.CacheMegabytes << 20);
        _entries = FolderSurvey.Of(@params, Sizes, (i, entry) => Frames(i, entry)).Require(@params.Path);
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IReadOnlyList<ClipSize> Sizes { get; }

    /// <summary>Bytes of decoded clips that are kept.</summary>
    internal long CachedBytes => _cache.UsedBytes;

    /// <inheritdoc/>
    public VideoClip Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var entry = _entries[index];

        // The scope takes the frames back where the picture cannot be read.
        using var scope = NewDisposeScope();
        var frames_FCHW = Frames(index, entry).ToUnit_FCHW();
        var image_CHW = Image(entry);
        return new VideoClip
        {
            Frames_FCHW = frames_FCHW.MoveToOuterDisposeScope(),
            Image_CHW = image_CHW?.MoveToOuterDisposeScope(),
            Caption = entry.Caption,
            Name = entry.Name,
            Fps = _params.Fps,
        };
    }

    /// <inheritdoc/>
    public string NameOf(int index) => _entries[index].Video.Path;

    /// <inheritdoc/>
    public ClipSize SizeOf(int index) => _entries[index].Size;

    /// <inheritdoc/>
    public ClipIdentity Identify(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var entry = _entries[index];
        var kind = entry.Video.IsPicture ? "picture" : "video";
        return new ClipIdentity(
            FormattableString.Invariant($"{kind} {entry.Video.Source.Hash()} {entry.Size.Height}x{entry.Size.Width} {CoverResize.Rule} frames {string.Join(' ', entry.Frames)}"), entry.Caption)
        {
            Picture = entry.Picture is { } picture ? $"{picture.Source.Hash()} {entry.Size.Height}x{entry.Size.Width} {CoverResize.Rule}" : null,
        };
    }

    /// <summary>Checks the settings without looking at files; the sizes that they ask for.</summary>
    /// <exception cref="InputException">One of them is illegal.</exception>
    internal static IReadOnlyList<ClipSize> RequireLegal(VideoFolderParams @params)
    {
        var sizes = BucketRules.Sizes(@params);
        if (!(@params.Fps > 0) || !double.IsFinite(@params.Fps) || !(@params.SkipSeconds >= 0) || @params.CacheMegabytes < 0)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"video_folder: fps must be above 0, skip_seconds and cache_megabytes at least 0, got {@params.Fps}, {@params.SkipSeconds} and {@params.CacheMegabytes}."));
        }

        return sizes;
    }

    /// <summary>Whether clips have a picture of their own.</summary>
    internal bool HasPictures => _params.Pictures;

    private static Tensor? Image(FolderEntry entry)
    {
        using var picture_FCHW = entry.ReadPicture()?.ToUnit_FCHW();
        return picture_FCHW?[0];
    }

    private FrameBatch Frames(int index, FolderEntry entry) =>
        _cache.GetOrRead(index, entry.Read);
}
