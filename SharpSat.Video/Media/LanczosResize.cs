namespace SharpSat.Video.Media;

/// <summary>
/// Scales RGB frames to exactly a size, sides independently, as Pillow's <c>Image.resize(size, LANCZOS)</c> does on
/// 8-bit pictures: across first, then down, rounded to 8 bits in between.
/// </summary>
public static class LanczosResize
{
    private const int Half = 1 << (LanczosWeights.Precision - 1);

    /// <summary>Resizes every frame; an axis that has its length already is left alone.</summary>
    /// <param name="frames">The pictures.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="width">Width of the result in pixels.</param>
    public static FrameBatch Apply(FrameBatch frames, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (frames.Height == height && frames.Width == width)
        {
            return frames;
        }

        var across = frames.Width == width ? null : LanczosWeights.For(frames.Width, width);
        var down = frames.Height == height ? null : LanczosWeights.For(frames.Height, height);
        var size = 3 * height * width;
        var result = new byte[checked(size * frames.Count)];
        var rows = new byte[3 * frames.Height * width];
        for (var i = 0; i < frames.Count; i++)
        {
            var target = result.AsSpan(i * size, size);
            var middle = down is null ? target : rows;
            Across(frames.Frame(i), frames.Width, middle, width, across);
            if (down is not null)
            {
                Down(rows, target, 3 * width, down);
            }
        }

        return new FrameBatch(result, frames.Count, height, width);
    }

    private static void Across(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> result, int width, LanczosWeights? weights)
    {
        if (weights is null)
        {
            source.CopyTo(result);
            return;
        }

        var height = source.Length / (3 * sourceWidth);
        for (var y = 0; y < height; y++)
        {
            var from = source.Slice(y * 3 * sourceWidth, 3 * sourceWidth);
            var to = result.Slice(y * 3 * width, 3 * width);
            for (var x = 0; x < width; x++)
            {
                int r = Half, g = Half, b = Half;
                var at = 3 * weights.Starts[x];
                foreach (var w in weights.Weights[x])
                {
                    r += w * from[at];
                    g += w * from[at + 1];
                    b += w * from[at + 2];
                    at += 3;
                }

                (to[3 * x], to[(3 * x) + 1], to[(3 * x) + 2]) = (Clip(r), Clip(g), Clip(b));
            }
        }
    }

    private static void Down(ReadOnlySpan<byte> rows, Span<byte> result, int rowSize, LanczosWeights weights)
    {
        for (var y = 0; y < weights.Starts.Length; y++)
        {
            var to = result.Slice(y * rowSize, rowSize);
            for (var i = 0; i < rowSize; i++)
            {
                var sum = Half;
                var at = (weights.Starts[y] * rowSize) + i;
                foreach (var w in weights.Weights[y])
                {
                    sum += w * rows[at];
                    at += rowSize;
                }

                to[i] = Clip(sum);
            }
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> LanczosWeights.Precision, 0, 255);
}
