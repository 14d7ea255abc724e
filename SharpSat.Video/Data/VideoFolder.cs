using System.Collections.Concurrent;
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
        ClipRules.RequireFrames(@params.Frames, @params.TimeCompression);
        ClipRules.RequireSize(@params.Height, @params.Width, @params.SizeMultiple);
        if (!(@params.Fps > 0) || !double.IsFinite(@params.Fps) || !(@params.SkipSeconds >= 0) || @params.CacheMegabytes < 0)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"video_folder: fps must be above 0, skip_seconds and cache_megabytes at least 0, got {@params.Fps}, {@params.SkipSeconds} and {@params.CacheMegabytes}."));
        }

        _cache = new ClipCache((long)@params.CacheMegabytes << 20);
        _entries = Check();
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

    private FrameBatch Frames(int index, FolderEntry entry) =>
        _cache.GetOrRead(index, () => VideoReader.Read(entry.Video, entry.Frames, _params.Height, _params.Width));

    private FolderEntry[] Check()
    {
        // Asked first, so that a missing ffmpeg is one message and not one for each file.
        _ = FfmpegTools.Version();
        var problems = new List<string>();
        var pairs = FolderPairs.Find(_params.Path, problems);
        var bad = new ConcurrentBag<string>();
        var entries = new FolderEntry[pairs.Count];
        Parallel.For(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var (name, video, caption) = pairs[i];
            try
            {
                entries[i] = Check(i, name, video, caption);
            }
            catch (InputException e)
            {
                bad.Add($"videos/{Path.GetFileName(video)}: {e.Message.Replace(Path.GetFullPath(video), Path.GetFileName(video), StringComparison.Ordinal)}");
            }
        });
        problems.AddRange(bad);
        if (problems.Count > 0)
        {
            var list = string.Join(Environment.NewLine, problems.Order(StringComparer.Ordinal).Select(p => "  " + p));
            throw new InputException(
                $"Dataset '{_params.Path}' has {problems.Count} problem{(problems.Count == 1 ? string.Empty : "s")} ({pairs.Count} clips with a caption):{Environment.NewLine}{list}");
        }

        return entries;
    }

    private FolderEntry Check(int index, string name, string path, string caption)
    {
        var video = VideoReader.Probe(Path.GetFullPath(path));
        if (video.VariableFrameRate)
        {
            throw new InputException(
                $"the frame rate varies; make it constant first, for example: ffmpeg -i {name}.mp4 -vf fps={Math.Round(video.Fps).ToString(CultureInfo.InvariantCulture)} fixed.mp4");
        }

        var request = new ClipRequest
        {
            Frames = _params.Frames,
            Fps = _params.Fps,
            Start = _params.Start,
            SkipSeconds = _params.SkipSeconds,
            SkipFrames = _params.SkipFrames,
            WholeSteps = _params.WholeSteps,
            Seed = _params.Seed,
            TimeCompression = _params.TimeCompression,
        };
        var entry = new FolderEntry(name, caption, video, FrameSampler.Choose(name + ".mp4", video.FrameCount, video.Fps, request));
        if (_params.Check == FolderCheck.Decode)
        {
            _ = Frames(index, entry);
        }

        return entry;
    }
}
