using System.Buffers;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>
/// Scales RGB frames so that they cover a size without distortion and crops the rest evenly at both sides (the
/// reference's resize and centre crop). Bicubic, antialiased when shrinking. Safe from several threads.
/// </summary>
public sealed class CoverResize
{
    /// <summary>Name of what is done to a picture, for caches of what comes after it: another way of resizing gets another name.</summary>
    internal const string Rule = "cover-bicubic-1";

    private readonly int _sourceHeight;
    private readonly int _sourceWidth;
    private readonly ResampleWeights? _across;
    private readonly ResampleWeights? _down;

    /// <summary>Prepares the weights for one pair of sizes, all in pixels.</summary>
    public CoverResize(int sourceHeight, int sourceWidth, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sourceHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sourceWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (_sourceHeight, _sourceWidth, Height, Width) = (sourceHeight, sourceWidth, height, width);
        if (sourceHeight == height && sourceWidth == width)
        {
            return;
        }

        var scale = Math.Max((double)height / sourceHeight, (double)width / sourceWidth);
        var (usedHeight, usedWidth) = (height / scale, width / scale);
        _across = ResampleWeights.For(sourceWidth, (sourceWidth - usedWidth) / 2, usedWidth, width);
        _down = ResampleWeights.For(sourceHeight, (sourceHeight - usedHeight) / 2, usedHeight, height);
    }

    /// <summary>Height of the result.</summary>
    public int Height { get; }

    /// <summary>Width of the result.</summary>
    public int Width { get; }

    /// <summary>Resizes every frame of a batch.</summary>
    public static FrameBatch Apply(FrameBatch frames, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var resize = new CoverResize(frames.Height, frames.Width, height, width);
        var size = 3 * height * width;
        var bytes = new byte[size * frames.Count];
        for (var i = 0; i < frames.Count; i++)
        {
            resize.Apply(frames.Frame(i), bytes.AsSpan(i * size, size));
        }

        return new FrameBatch(bytes, frames.Count, height, width);
    }

    /// <summary>One frame [H', W', 3] to [Height, Width, 3].</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> result)
    {
        if (source.Length != 3 * _sourceHeight * _sourceWidth || result.Length != 3 * Height * Width)
        {
            throw new ArgumentException("The buffers do not have the sizes that this resize was made for.");
        }

        if (_across is null || _down is null)
        {
            source.CopyTo(result);
            return;
        }

        // Rows outside the crop are never touched.
        var top = _down.Starts[0];
        var bottom = _down.Starts.Zip(_down.Weights, (start, weights) => start + weights.Length).Max();
        var rows = ArrayPool<float>.Shared.Rent((bottom - top) * Width * 3);
        try
        {
            for (var y = top; y < bottom; y++)
            {
                Across(source.Slice(y * _sourceWidth * 3, _sourceWidth * 3), rows.AsSpan((y - top) * Width * 3, Width * 3), _across);
            }

            for (var y = 0; y < Height; y++)
            {
                Down(rows, result.Slice(y * Width * 3, Width * 3), _down.Starts[y] - top, _down.Weights[y]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
        }
    }

    private static void Across(ReadOnlySpan<byte> source, Span<float> result, ResampleWeights weights)
    {
        for (var x = 0; x < weights.Starts.Length; x++)
        {
            float r = 0, g = 0, b = 0;
            var at = 3 * weights.Starts[x];
            foreach (var w in weights.Weights[x])
            {
                r += w * source[at];
                g += w * source[at + 1];
                b += w * source[at + 2];
                at += 3;
            }

            (result[3 * x], result[(3 * x) + 1], result[(3 * x) + 2]) = (r, g, b);
        }
    }

    private static void Down(float[] rows, Span<byte> result, int start, float[] weights)
    {
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0.5f;
            var at = (start * result.Length) + i;
            foreach (var w in weights)
            {
                sum += w * rows[at];
                at += result.Length;
            }

            result[i] = (byte)Math.Clamp(sum, 0f, 255f);
        }
    }
}
