using System.Globalization;

namespace SharpSat.Video.Media;

/// <summary>ffmpeg's arguments that decode chosen frames to raw RGB.</summary>
internal static class DecodeArguments
{
    public static List<string> For(VideoInfo info, int[] ascending)
    {
        var arguments = new List<string> { "-v", "error", "-nostdin", "-threads", "2", "-protocol_whitelist", info.Source.Protocols };
        var first = 0;
        if (info.CanSeek && ascending[0] > 0)
        {
            first = ascending[0];

            // Half way between two frames, so that rounding can never hit the wrong one.
            var start = (info.Times[first - 1] + info.Times[first]) / 2;
            arguments.AddRange(["-seek_timestamp", "1", "-ss", start.ToString("0.000000", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(["-i", info.Source.Url, "-map", "0:V:0", "-an", "-sn", "-dn", "-vf", Filter(info, ascending, first)]);
        arguments.AddRange(FfmpegTools.EveryFrameOnce());
        arguments.AddRange(["-frames:v", Text(ascending.Length), "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"]);
        return arguments;
    }

    // The scale is the identity for ordinary files; it squares odd pixels and pins the size should a stream change it half way.
    private static string Filter(VideoInfo info, int[] ascending, int first) =>
        $"select='{Selection(ascending, first)}',scale={Text(info.Width)}:{Text(info.Height)}:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp";

    private static string Selection(int[] ascending, int first)
    {
        var runs = new List<string>();
        for (var i = 0; i < ascending.Length;)
        {
            var end = i;
            while (end + 1 < ascending.Length && ascending[end + 1] == ascending[end] + 1)
            {
                end++;
            }

            runs.Add($"between(n,{Text(ascending[i] - first)},{Text(ascending[end] - first)})");
            i = end + 1;
        }

        return string.Join('+', runs);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
