using SharpSat.Video.Media;

namespace SharpSat.Video.Evaluation;

/// <summary>The pixels of a frame's one shape.</summary>
internal sealed class FrameMask
{
    // Half of the smallest shape (a star of radius 8), and half of a frame of 64x64.
    private const int SmallestArea = 35;
    private const double LargestShare = 0.5;

    // What else stands out may be noise, but not a second shape.
    private const double LeastShareOfLargest = 0.8;

    private readonly bool[] _pixels;

    private FrameMask(bool[] pixels, int height, int width)
    {
        (_pixels, Height, Width) = (pixels, height, width);
        var (area, x, y) = (0, 0.0, 0.0);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i])
            {
                area++;
                x += i % width;
                y += i / width;
            }
        }

        (Area, Centre) = (area, (x / area, y / area));
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Number of pixels.</summary>
    public int Area { get; }

    /// <summary>Mean place of the pixels.</summary>
    public (double X, double Y) Centre { get; }

    public bool this[int y, int x] => x >= 0 && y >= 0 && x < Width && y < Height && _pixels[(y * Width) + x];

    /// <summary>The largest connected part of what a test picks out, or null if it is too small or large, or one of several.</summary>
    public static FrameMask? Of(FrameBatch frames, int frame, Func<Rgb, bool> stands)
    {
        var (height, width) = (frames.Height, frames.Width);
        var picked = new bool[height * width];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = stands(Rgb.Of(frames.Pixel(frame, i / width, i % width)));
        }

        var total = picked.Count(p => p);
        var largest = Largest(picked, width);
        var fits = largest.Count >= SmallestArea && largest.Count <= LargestShare * picked.Length && largest.Count >= LeastShareOfLargest * total;
        if (!fits)
        {
            return null;
        }

        var pixels = new bool[picked.Length];
        largest.ForEach(i => pixels[i] = true);
        return new FrameMask(pixels, height, width);
    }

    /// <summary>The colours of the mask's pixels that have no neighbour outside it; of all if there are none.</summary>
    public IReadOnlyList<Rgb> Colors(FrameBatch frames, int frame)
    {
        var all = Enumerable.Range(0, _pixels.Length).Where(i => _pixels[i]).Select(i => (Y: i / Width, X: i % Width)).ToList();
        var inner = all.Where(p => this[p.Y - 1, p.X] && this[p.Y + 1, p.X] && this[p.Y, p.X - 1] && this[p.Y, p.X + 1]).ToList();
        return [.. (inner.Count > 0 ? inner : all).Select(p => Rgb.Of(frames.Pixel(frame, p.Y, p.X)))];
    }

    private static List<int> Largest(bool[] picked, int width)
    {
        var largest = new List<int>();
        var seen = new bool[picked.Length];
        for (var start = 0; start < picked.Length; start++)
        {
            if (picked[start] && !seen[start])
            {
                var part = Part(picked, seen, start, width);
                largest = part.Count > largest.Count ? part : largest;
            }
        }

        return largest;
    }

    private static List<int> Part(bool[] picked, bool[] seen, int start, int width)
    {
        var part = new List<int> { start };
        seen[start] = true;
        for (var next = 0; next < part.Count; next++)
        {
            var (x, at) = (part[next] % width, part[next]);
            foreach (var (neighbour, inside) in new[] { (at - 1, x > 0), (at + 1, x < width - 1), (at - width, true), (at + width, true) })
            {
                if (inside && neighbour >= 0 && neighbour < picked.Length && picked[neighbour] && !seen[neighbour])
                {
                    seen[neighbour] = true;
                    part.Add(neighbour);
                }
            }
        }

        return part;
    }
}
