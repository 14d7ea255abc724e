using System.Globalization;
using FFMpegCore;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Media;

/// <summary>Reads a <see cref="VideoInfo"/> with one run of ffprobe; FFMpegCore understands the streams, the packets give the times.</summary>
internal static class VideoProbe
{
    private const long MaxPixels = 8192L * 8192L;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static VideoInfo Probe(string path)
    {
        var part = MediaPart.OfFile(path);
        return File.Exists(part.Path) ? Probe(path, part, new FileInfo(part.Path).Length) : throw new InputException($"Video '{path}' does not exist.");
    }

    /// <summary>A video that may lie in a tar shard.</summary>
    public static VideoInfo Probe(MediaPart part) => part.Member is null ? Probe(part.Path) : Probe(part.Shown, part, part.Length);

    private static VideoInfo Probe(string path, MediaPart part, long length)
    {
        if (length == 0)
        {
            throw new InputException($"Video '{path}' is empty (0 bytes).");
        }

        var (json, errors) = Run(path, part);
        IMediaAnalysis analysis;
        JObject raw;
        try
        {
            analysis = FFProbe.FromJson(json);
            raw = JObject.Parse(json);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new InputException($"Video '{path}' cannot be read: ffprobe's answer makes no sense ({e.Message}).", e);
        }

        var stream = analysis.PrimaryVideoStream ?? throw new InputException($"'{path}' holds no video stream.");
        var packets = raw["packets"] as JArray ?? [];
        if (errors.Length > 0)
        {
            var promised = (string?)raw.SelectToken("streams[0].nb_frames") is { } frames ? $" of {frames}" : string.Empty;
            throw new InputException($"Video '{path}' is damaged or cut off ({packets.Count}{promised} frames are there): {Clean(errors, part)}");
        }

        return Describe(path, part, stream, packets);
    }

    private static (string Json, string Errors) Run(string path, MediaPart part)
    {
        try
        {
            return MediaProcess.TextAndErrors(
                FfmpegTools.Ffprobe,
                ["-v", "error", "-protocol_whitelist", part.Protocols, "-select_streams", "V:0", "-show_format", "-show_streams",
                 "-show_entries", "packet=pts_time,dts_time,flags", "-of", "json=compact=1", part.Url],
                Limit);
        }
        catch (InputException e) when (e.InnerException is null)
        {
            throw new InputException($"Video '{path}' cannot be read: it is damaged or no video ({Clean(e.Message, part)}).", e);
        }
    }

    private static VideoInfo Describe(string path, MediaPart part, VideoStream stream, JArray packets)
    {
        // Packets marked 'D' lie outside the edit list: they are decoded but never shown.
        var shown = packets.Where(p => !((string?)p["flags"] ?? string.Empty).Contains('D', StringComparison.Ordinal)).ToList();
        var canSeek = shown.All(p => Seconds(p["pts_time"]) is not null);
        var times = shown.Select(p => Seconds(p[canSeek ? "pts_time" : "dts_time"])).OfType<double>().Order().ToArray();
        if (times.Length == 0 || times.Length != shown.Count)
        {
            throw new InputException($"Video '{path}' holds {shown.Count} frames of which {times.Length} have a time: it is damaged or cut off.");
        }

        var (width, height, turn) = Size(path, stream);
        var span = times[^1] - times[0];
        var fps = span > 0 ? (times.Length - 1) / span : stream.AverageFrameRate;
        return fps is > 0 and < 10_000
            ? new VideoInfo
            {
                Path = part.Shown,
                Part = part,
                Width = width,
                Height = height,
                FrameCount = times.Length,
                Fps = fps,
                Duration = times.Length / fps,
                VariableFrameRate = IsVariable(times),
                Rotation = turn,
                Codec = stream.CodecName ?? "unknown",
                Times = times,
                CanSeek = canSeek,
            }
            : throw new InputException($"Video '{path}' has no usable frame rate ({fps.ToString(CultureInfo.InvariantCulture)} fps).");
    }

    private static (int Width, int Height, int Turn) Size(string path, VideoStream stream)
    {
        var (width, height) = (stream.Width ?? 0, stream.Height ?? 0);
        var (across, down) = stream.SampleAspectRatio;
        if (across > 0 && down > 0 && across != down)
        {
            width = (int)Math.Round((double)width * across / down);
        }

        if (width < 1 || height < 1 || (long)width * height > MaxPixels)
        {
            throw new InputException($"Video '{path}' has an impossible picture size of {width}x{height} (at most 8192x8192).");
        }

        var turn = ((stream.Rotation % 360) + 360) % 360;
        return turn is 90 or 270 ? (height, width, turn) : (width, height, turn);
    }

    private static bool IsVariable(double[] times)
    {
        if (times.Length < 3)
        {
            return false;
        }

        var gaps = times.Zip(times.Skip(1), (a, b) => b - a).ToArray();
        var usual = gaps.Order().ElementAt(gaps.Length / 2);

        // Containers round times (Matroska to 1 ms), so small wobble is not a variable rate.
        var allowed = Math.Max(0.2 * usual, 0.002);
        return gaps.Any(gap => Math.Abs(gap - usual) > allowed);
    }

    private static string Clean(string errors, MediaPart part) => errors.Replace(part.Url, "file", StringComparison.Ordinal);

    private static double? Seconds(JToken? token) =>
        double.TryParse((string?)token, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
