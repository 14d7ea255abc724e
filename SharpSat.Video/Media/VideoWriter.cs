using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Media;

/// <summary>Writes mp4 files (H.264, yuv420p, BT.709) through ffmpeg: complete under the given name, or not at all.</summary>
public static class VideoWriter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Writes all frames of a batch.</summary>
    /// <param name="path">The .mp4 to write; its folder is created, an existing file is replaced.</param>
    /// <param name="frames">At least one frame of even width and height.</param>
    /// <param name="fps">Frames per second; 29.97 and its kind become their exact fraction.</param>
    /// <param name="options">Quality, or null for the default.</param>
    /// <exception cref="InputException">Odd size, unusable rate or quality, ffmpeg missing, or the file cannot be written.</exception>
    public static void Write(string path, FrameBatch frames, double fps, VideoWriterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(frames);
        options ??= new VideoWriterOptions();
        Check(path, frames, fps, options);
        var encoder = VideoEncoder.Arguments(FfmpegTools.Encoders(), options, frames.Height, frames.Width, fps);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileNameWithoutExtension(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            Encode(path, temporary, frames, fps, encoder);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Video '{path}' cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static void Check(string path, FrameBatch frames, double fps, VideoWriterOptions options)
    {
        if (frames.Width % 2 != 0 || frames.Height % 2 != 0)
        {
            throw new InputException(
                $"Video '{path}': H.264 (yuv420p) needs an even width and height, got {frames.Width}x{frames.Height}; nearest: " +
                $"{frames.Width / 2 * 2}x{frames.Height / 2 * 2} or {(frames.Width + 1) / 2 * 2}x{(frames.Height + 1) / 2 * 2}.");
        }

        if (!(fps is >= 0.1 and <= 240))
        {
            throw new InputException($"Video '{path}': fps must be 0.1 to 240, got {fps.ToString(CultureInfo.InvariantCulture)}; nearest: {(fps > 240 ? "240" : "0.1")}.");
        }

        if (options.Crf is < 0 or > 51)
        {
            throw new InputException($"Video '{path}': crf must be 0 (best) to 51, got {options.Crf}; nearest: {Math.Clamp(options.Crf, 0, 51)}.");
        }
    }

    private static void Encode(string path, string temporary, FrameBatch frames, double fps, string[] encoder)
    {
        string[] arguments =
        [
            "-v", "error", "-y", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", FormattableString.Invariant($"{frames.Width}x{frames.Height}"),
            "-framerate", Rate(fps), "-i", "pipe:0", "-an",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=yuv420p",
            .. encoder,
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-threads", "2", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "file:" + temporary,
        ];
        using var process = MediaProcess.Start(FfmpegTools.Ffmpeg, arguments, Limit, feeds: true);
        Feed(process, frames);
        var (code, errors) = process.Finish();
        if (code != 0 || process.TimedOut)
        {
            throw new InputException($"Video '{path}' cannot be written: {(process.TimedOut ? "ffmpeg made no progress." : $"ffmpeg says: {errors}")}");
        }
    }

    private static void Feed(MediaProcess process, FrameBatch frames)
    {
        try
        {
            for (var i = 0; i < frames.Count; i++)
            {
                process.Input.Write(frames.Frame(i));
                process.Progress();
            }

            process.Input.Close();
        }
        catch (IOException)
        {
            // ffmpeg closed its end: its exit code and error output say why.
        }
    }

    /// <summary>"8", "30000/1001" or a decimal number.</summary>
    internal static string Rate(double fps)
    {
        var rounded = Math.Round(fps);
        var ntsc = Math.Round(fps * 1.001);
        return Math.Abs(fps - rounded) < 1e-4 ? rounded.ToString("0", CultureInfo.InvariantCulture)
            : Math.Abs(fps - (ntsc / 1.001)) < 2e-3 ? FormattableString.Invariant($"{ntsc * 1000:0}/1001")
            : fps.ToString("0.######", CultureInfo.InvariantCulture);
    }
}
