using System.Numerics;
using SharpSat.Video.Media;

namespace SharpSat.Video.Evaluation;

/// <summary>One frame's pixels as (R, G, B) vectors, 0 to 255, row by row.</summary>
internal sealed class FramePixels
{
    private readonly Vector3[] _values;

    public FramePixels(FrameBatch frames, int index)
        : this(frames.Height, frames.Width, new Vector3[frames.Height * frames.Width])
    {
        var bytes = frames.Frame(index);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = new Vector3(bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2]);
        }
    }

    private FramePixels(int height, int width, Vector3[] values) => (Height, Width, _values) = (height, width, values);

    public int Height { get; }

    public int Width { get; }

    public ReadOnlySpan<Vector3> Values => _values;

    /// <summary>Each pixel replaced by the mean of the 3x3 around it, as far as it lies inside.</summary>
    public FramePixels Smooth()
    {
        var result = new Vector3[_values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (y, x) = (i / Width, i % Width);
            var (sum, count) = (Vector3.Zero, 0);
            for (var v = Math.Max(0, y - 1); v <= Math.Min(Height - 1, y + 1); v++)
            {
                for (var u = Math.Max(0, x - 1); u <= Math.Min(Width - 1, x + 1); u++, count++)
                {
                    sum += _values[(v * Width) + u];
                }
            }

            result[i] = sum / count;
        }

        return new FramePixels(Height, Width, result);
    }

    /// <summary>Median of each channel.</summary>
    public static Vector3 Median(IReadOnlyCollection<Vector3> values)
    {
        return new Vector3(Middle(v => v.X), Middle(v => v.Y), Middle(v => v.Z));
        float Middle(Func<Vector3, float> channel) => values.Select(channel).Order().ElementAt(values.Count / 2);
    }
}
