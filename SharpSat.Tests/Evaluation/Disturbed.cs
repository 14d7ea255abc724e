using SharpSat.Video.Media;

namespace SharpSat.Tests.Evaluation;

/// <summary>Clips made worse.</summary>
internal static class Disturbed
{
    /// <summary>Adds Gaussian noise of a standard deviation in grey levels.</summary>
    public static FrameBatch Noisy(FrameBatch frames, double sigma, int seed)
    {
        var random = new Random(seed);
        return Map(frames, value => value + (sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
    }

    /// <summary>Mixes every pixel with middle grey.</summary>
    public static FrameBatch Pale(FrameBatch frames, double part) => Map(frames, value => value + (part * (128 - value)));

    /// <summary>Nothing but evenly distributed noise.</summary>
    public static FrameBatch Noise(int seed)
    {
        var bytes = new byte[17 * 64 * 64 * 3];
        new Random(seed).NextBytes(bytes);
        return new FrameBatch(bytes, 17, 64, 64);
    }

    /// <summary>The mean of 3x3 pixels.</summary>
    public static FrameBatch Blurred(FrameBatch frames)
    {
        var (h, w) = (frames.Height, frames.Width);
        var bytes = new byte[frames.Bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (f, y, x, c) = (i / (3 * h * w), i / (3 * w) % h, i / 3 % w, i % 3);
            var (sum, count) = (0, 0);
            for (var v = Math.Max(0, y - 1); v <= Math.Min(h - 1, y + 1); v++)
            {
                for (var u = Math.Max(0, x - 1); u <= Math.Min(w - 1, x + 1); u++, count++)
                {
                    sum += frames.Frame(f)[(3 * ((v * w) + u)) + c];
                }
            }

            bytes[i] = (byte)(sum / count);
        }

        return new FrameBatch(bytes, frames.Count, h, w);
    }

    /// <summary>Written as mp4 and read back.</summary>
    public static FrameBatch Coded(FrameBatch frames, string folder)
    {
        var path = Path.Combine(folder, "clip.mp4");
        VideoWriter.Write(path, frames, 8);
        return VideoReader.ReadAll(path);
    }

    /// <summary>Frame f of the clip that a rule names.</summary>
    public static FrameBatch Cut(Func<int, FrameBatch> clip) =>
        new([.. Enumerable.Range(0, 17).SelectMany(f => clip(f).Frame(f).ToArray())], 17, 64, 64);

    /// <summary>The second clip wherever it differs from its own background (the pixel of its first corner).</summary>
    public static FrameBatch Over(FrameBatch below, FrameBatch above)
    {
        var bytes = below.Bytes.ToArray();
        for (var i = 0; i < bytes.Length; i += 3)
        {
            if (!above.Bytes.Slice(i, 3).SequenceEqual(above.Bytes[..3]))
            {
                above.Bytes.Slice(i, 3).CopyTo(bytes.AsSpan(i));
            }
        }

        return new FrameBatch(bytes, below.Count, below.Height, below.Width);
    }

    private static FrameBatch Map(FrameBatch frames, Func<byte, double> change) =>
        new([.. frames.Bytes.ToArray().Select(b => (byte)Math.Clamp(change(b) + 0.5, 0, 255))], frames.Count, frames.Height, frames.Width);
}
