using SharpSat.Video.Media;

namespace SharpSat.Tests.Media;

/// <summary>Small videos made for the tests.</summary>
internal static class TestVideos
{
    /// <summary>Smooth moving colour ramps; frame i has a gray bar whose height tells i.</summary>
    public static FrameBatch Ramps(int frames, int height = 64, int width = 64)
    {
        var bytes = new byte[frames * height * width * 3];
        var at = 0;
        for (var f = 0; f < frames; f++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    bytes[at++] = (byte)(40 + (x * 170 / width));
                    bytes[at++] = (byte)(40 + (y * 170 / height));
                    bytes[at++] = (byte)(40 + (f * 170 / Math.Max(1, frames - 1)));
                }
            }
        }

        return new FrameBatch(bytes, frames, height, width);
    }

    public static string Write(TemporaryFolder folder, string name, int frames = 17, double fps = 8, int height = 64, int width = 64)
    {
        var path = folder[name];
        VideoWriter.Write(path, Ramps(frames, height, width), fps, new VideoWriterOptions { Preset = "ultrafast" });
        return path;
    }

    /// <summary>A video whose second half runs at half the rate.</summary>
    public static string WriteVariable(TemporaryFolder folder, string name)
    {
        var path = folder[name];
        Ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x64:rate=16:duration=3", "-vf", "select='lt(n,20)+not(mod(n,2))'", "-fps_mode", "vfr", "-pix_fmt", "yuv420p", path);
        return path;
    }

    public static void Ffmpeg(params string[] arguments) =>
        MediaProcess.Text(FfmpegTools.Ffmpeg, ["-v", "error", "-y", "-nostdin", .. arguments], TimeSpan.FromSeconds(30));

    public static double Psnr(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += Math.Pow(a[i] - b[i], 2);
        }

        return 10 * Math.Log10(255.0 * 255.0 * a.Length / Math.Max(sum, 1e-9));
    }
}
