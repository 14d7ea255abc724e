using System.Globalization;
using System.Security.Cryptography;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>
/// Captioned clips from <c>videos/NAME.mp4</c> and <c>labels/NAME.txt</c>. The constructor checks the whole folder;
/// reading is safe from several threads.
/// </summary>
[Component("video_folder")]
public sealed class VideoFolder : IDataSource<VideoClip>, IIdentifiedClips
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
        RequireLegal(@params);
        _cache = new ClipCache((long)@params.CacheMegabytes << 20);
        _entries = FolderSurvey.Of(@params, (i, entry) => Frames(i, entry)).Require(@params.Path);
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <summary>Bytes of decoded clips that are kept.</summary>
    internal long CachedBytes => _cache.UsedBytes;

    /// <inheritdoc/>
    public VideoClip Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var entry = _entries[index];
        return new VideoClip
        {
            Frames_FCHW = Frames(index, entry).ToUnit_FCHW(),
            Caption = entry.Caption,
            Name = entry.Name,
            Fps = _params.Fps,
        };
    }

    /// <inheritdoc/>
    public ClipIdentity Identify(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var entry = _entries[index];
        using var file = File.OpenRead(entry.Video.Path);
        var bytes = Convert.ToHexStringLower(SHA256.HashData(file));
        return new ClipIdentity(
            FormattableString.Invariant($"video {bytes} {_params.Height}x{_params.Width} frames {string.Join(' ', entry.Frames)}"), entry.Caption);
    }

    /// <summary>Checks the settings without looking at files.</summary>
    /// <exception cref="InputException">One of them is illegal.</exception>
    internal static void RequireLegal(VideoFolderParams @params)
    {
        ClipRules.RequireFrames(@params.Frames, @params.TimeCompression);
        ClipRules.RequireSize(@params.Height, @params.Width, @params.SizeMultiple);
        if (!(@params.Fps > 0) || !double.IsFinite(@params.Fps) || !(@params.SkipSeconds >= 0) || @params.CacheMegabytes < 0)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"video_folder: fps must be above 0, skip_seconds and cache_megabytes at least 0, got {@params.Fps}, {@params.SkipSeconds} and {@params.CacheMegabytes}."));
        }
    }

    private FrameBatch Frames(int index, FolderEntry entry) =>
        _cache.GetOrRead(index, () => VideoReader.Read(entry.Video, entry.Frames, _params.Height, _params.Width));
}
