using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using FFMpegCore;

namespace SharpSat.Video.Media;

/// <summary>Which ffmpeg this machine has. FFMpegCore's <see cref="GlobalFFOptions"/> says where to look (default: the PATH).</summary>
public static partial class FfmpegTools
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, IReadOnlySet<string>> EncodersByBinary = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Version> VersionByBinary = new(StringComparer.Ordinal);

    /// <summary>How to install ffmpeg, in one line.</summary>
    public const string InstallHint =
        "Install it (Debian, Ubuntu: 'sudo apt-get install ffmpeg'; Fedora: 'sudo dnf install ffmpeg-free'; macOS: 'brew install ffmpeg'; " +
        "Windows: 'winget install ffmpeg') and make sure that ffmpeg and ffprobe are on the PATH.";

    /// <summary>Name or path of the ffmpeg program.</summary>
    public static string Ffmpeg => GlobalFFOptions.GetFFMpegBinaryPath(null);

    /// <summary>Name or path of the ffprobe program.</summary>
    public static string Ffprobe => GlobalFFOptions.GetFFProbeBinaryPath(null);

    /// <summary>The version of ffmpeg; builds without a release number count as newest.</summary>
    /// <exception cref="Core.Errors.InputException">ffmpeg is missing; the message says how to install it.</exception>
    public static Version Version() => VersionByBinary.GetOrAdd(Ffmpeg, binary =>
    {
        var match = VersionPattern().Match(MediaProcess.Text(binary, ["-hide_banner", "-version"], Limit));
        return match.Success ? System.Version.Parse(match.Groups[1].Value) : new Version(999, 0);
    });

    /// <summary>Names of the encoders that ffmpeg was built with.</summary>
    internal static IReadOnlySet<string> Encoders() => EncodersByBinary.GetOrAdd(Ffmpeg, binary =>
        EncoderPattern().Matches(MediaProcess.Text(binary, ["-hide_banner", "-encoders"], Limit))
            .Select(match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal));

    /// <summary>The option that hands frames on as they are, without repeating or dropping any; it was renamed in 5.1.</summary>
    internal static string[] EveryFrameOnce() => Version() >= new Version(5, 1) ? ["-fps_mode", "passthrough"] : ["-vsync", "passthrough"];

    [GeneratedRegex(@"version\s+n?(\d+\.\d+)")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"^\s*V[A-Z.]{5}\s+(\w\S*)", RegexOptions.Multiline)]
    private static partial Regex EncoderPattern();
}
