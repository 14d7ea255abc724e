namespace SharpSat.Video.Data.Synthetic;

/// <summary>The outline of a shape around (0, 0), y pointing down.</summary>
internal sealed class ShapeOutline
{
    // Lines a pixel is split into; along a line coverage is exact.
    private const int Lines = 16;
    private static readonly double InnerOverOuter = (3 - Math.Sqrt(5)) / 2;
    private readonly double _radius;
    private readonly (double X, double Y)[]? _corners;

    public ShapeOutline(ShapeKind kind, double radius)
    {
        _radius = radius;
        _corners = kind switch
        {
            ShapeKind.Circle => null,
            ShapeKind.Square => [(-radius, -radius), (radius, -radius), (radius, radius), (-radius, radius)],
            ShapeKind.Triangle => Ring(3, _ => radius),
            ShapeKind.Star => Ring(10, i => i % 2 == 0 ? radius : radius * InnerOverOuter),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such shape."),
        };
    }

    /// <summary>A polygon; the corners follow one another around the centre.</summary>
    public ShapeOutline(IReadOnlyList<(double X, double Y)> corners)
    {
        _radius = corners.Max(c => Math.Sqrt((c.X * c.X) + (c.Y * c.Y)));
        _corners = [.. corners];
    }

    /// <summary>How far the shape reaches from its centre.</summary>
    public (double Left, double Top, double Right, double Bottom) Extent => _corners is null
        ? (_radius, _radius, _radius, _radius)
        : (-_corners.Min(c => c.X), -_corners.Min(c => c.Y), _corners.Max(c => c.X), _corners.Max(c => c.Y));

    /// <summary>Writes the x positions where a horizontal line enters and leaves the shape, ascending; returns how many.</summary>
    public int Crossings(double y, Span<double> xs)
    {
        if (_corners is null)
        {
            if (Math.Abs(y) >= _radius)
            {
                return 0;
            }

            xs[1] = Math.Sqrt((_radius * _radius) - (y * y));
            xs[0] = -xs[1];
            return 2;
        }

        var count = 0;
        for (var i = 0; i < _corners.Length; i++)
        {
            var (a, b) = (_corners[i], _corners[(i + 1) % _corners.Length]);
            if (a.Y <= y != b.Y <= y)
            {
                xs[count++] = a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X));
            }
        }

        xs[..count].Sort();
        return count;
    }

    /// <summary>Writes which part of each pixel of a row the shape covers, 0 to 1.</summary>
    /// <param name="centreX">The shape's centre, pixels from the left edge.</param>
    /// <param name="top">Upper edge of the row, pixels below the shape's centre.</param>
    /// <param name="coverage">One value for each pixel of the row.</param>
    public void Cover(double centreX, double top, Span<double> coverage)
    {
        coverage.Clear();
        Span<double> xs = stackalloc double[10];
        for (var line = 0; line < Lines; line++)
        {
            var count = Crossings(top + ((line + 0.5) / Lines), xs);
            for (var i = 0; i + 1 < count; i += 2)
            {
                var (from, to) = (Math.Max(0, centreX + xs[i]), Math.Min(coverage.Length, centreX + xs[i + 1]));
                for (var x = (int)from; x < to; x++)
                {
                    coverage[x] += (Math.Min(to, x + 1) - Math.Max(from, x)) / Lines;
                }
            }
        }
    }

    // Corner 0 points up, the others follow clockwise.
    private static (double X, double Y)[] Ring(int count, Func<int, double> radius) =>
        [.. Enumerable.Range(0, count).Select(i => (radius(i) * Math.Sin(2 * Math.PI * i / count), -radius(i) * Math.Cos(2 * Math.PI * i / count)))];
}
