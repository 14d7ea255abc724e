using SharpSat.Core.Errors;
using SharpSat.Video.Data;

namespace SharpSat.Video.Media;

/// <summary>Reads video files through ffmpeg, and pictures as videos of one frame. Safe from several threads; one decoded source frame is held at a time.</summary>
public static class VideoReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Size, frame times and rate of a file, without decoding it.</summary>
    /// <exception cref="InputException">The file is missing, empty, damaged or no video, or ffmpeg is missing.</exception>
    public static VideoInfo Probe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var part = MediaPart.OfFile(path);
        return part.IsPicture ? PictureReader.Probe(part) : VideoProbe.Probe(path);
    }

    /// <summary>As the other, for a picture too and for a member of a tar shard.</summary>
    internal static VideoInfo Probe(MediaPart part) => part.IsPicture ? PictureReader.Probe(part) : VideoProbe.Probe(part);

    /// <summary>Decodes every frame at its own size.</summary>
    /// <exception cref="InputException">As <see cref="Probe(string)"/>, or a frame cannot be decoded.</exception>
    public static FrameBatch ReadAll(string path)
    {
        var info = Probe(path);
        return Read(info, Enumerable.Range(0, info.FrameCount).ToArray());
    }

    /// <summary>Decodes the frames asked for (seeking to the first of them), each resized to cover and cropped to a size.</summary>
    /// <param name="info">The probed file.</param>
    /// <param name="frames">Numbers of source frames, in any order; repeats are allowed.</param>
    /// <param name="height">Height of the result in pixels, or null for the source's size.</param>
    /// <param name="width">Width of the result in pixels, or null for the source's size.</param>
    /// <exception cref="InputException">A frame cannot be decoded, or the result would not fit in memory.</exception>
    public static FrameBatch Read(VideoInfo info, IReadOnlyList<int> frames, int? height = null, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0 || frames.Any(f => f < 0 || f >= info.FrameCount))
        {
            throw new ArgumentOutOfRangeException(nameof(frames), $"Frame numbers must be 0 to {info.FrameCount - 1} and at least one.");
        }

        if (info.IsPicture)
        {
            var picture = CoverResize.Apply(PictureReader.Read(info.Source), height ?? info.Height, width ?? info.Width);
            return new FrameBatch([.. frames.SelectMany(_ => picture.Bytes.ToArray())], frames.Count, picture.Height, picture.Width);
        }

        var resize = new CoverResize(info.Height, info.Width, height ?? info.Height, width ?? info.Width);
        var size = 3L * resize.Height * resize.Width;
        if (size * frames.Count > Array.MaxLength)
        {
            throw new InputException(
                $"Video '{info.Path}': {frames.Count} frames of {resize.Width}x{resize.Height} need {size * frames.Count / (1 << 20)} MiB; " +
                $"at most {Array.MaxLength / size} frames of this size can be read at once.");
        }

        var bytes = new byte[size * frames.Count];
        var places = frames.Select((frame, place) => (frame, place)).ToLookup(pair => pair.frame, pair => pair.place);
        Decode(info, frames.Distinct().Order().ToArray(), (frame, source) =>
        {
            foreach (var place in places[frame])
            {
                resize.Apply(source, bytes.AsSpan((int)(place * size), (int)size));
            }
        });
        return new FrameBatch(bytes, frames.Count, resize.Height, resize.Width);
    }

    private delegate void FrameSink(int frame, ReadOnlySpan<byte> source);

    private static void Decode(VideoInfo info, int[] ascending, FrameSink sink)
    {
        using var process = MediaProcess.Start(FfmpegTools.Ffmpeg, DecodeArguments.For(info, ascending), Limit);
        var buffer = new byte[3 * info.Height * info.Width];
        var decoded = 0;
        while (decoded < ascending.Length && process.Output.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length)
        {
            sink(ascending[decoded++], buffer);
            process.Progress();
        }

        var (code, errors) = process.Finish();
        if (process.TimedOut)
        {
            throw new InputException($"Video '{info.Path}' cannot be decoded: ffmpeg made no progress for {Limit.TotalSeconds:0} s.");
        }

        if (decoded < ascending.Length || code != 0 || errors.Length > 0)
        {
            var detail = errors.Length > 0 ? $" ffmpeg says: {errors}" : string.Empty;
            throw new InputException($"Video '{info.Path}' is damaged: {decoded} of {ascending.Length} wanted frames could be decoded.{detail}");
        }
    }
}
