using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Media;

/// <summary>Chooses among the encoders that this ffmpeg was built with: libx264, else another that makes an mp4 everyone can play.</summary>
internal static class VideoEncoder
{
    private static readonly string[] Preference = ["libx264", "libopenh264", "h264_videotoolbox", "h264_mf", "mpeg4"];

    public static string[] Arguments(IReadOnlySet<string> available, VideoWriterOptions options, int height, int width, double fps)
    {
        var encoder = Preference.FirstOrDefault(available.Contains) ?? throw new InputException(
            $"This ffmpeg has none of the encoders {string.Join(", ", Preference)}. {FfmpegTools.InstallHint}");

        // About half a bit a pixel for encoders that only know a bit rate; small pictures need more.
        var rate = Math.Max(500_000, (long)(0.5 * height * width * fps)).ToString(CultureInfo.InvariantCulture);
        return encoder switch
        {
            "libx264" => ["-c:v", encoder, "-crf", options.Crf.ToString(CultureInfo.InvariantCulture), "-preset", options.Preset],
            "mpeg4" => ["-c:v", encoder, "-q:v", "2"],
            _ => ["-c:v", encoder, "-b:v", rate],
        };
    }
}
