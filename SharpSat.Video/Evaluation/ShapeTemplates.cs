using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>Drawn shapes of every kind and size, to lay over a mask.</summary>
internal static class ShapeTemplates
{
    private const double RadiusStep = 0.5;
    private const int Half = 24;

    // A mask that fits none of the kinds at least this well is no shape.
    private const double LeastOverlap = 0.7;

    private static readonly IReadOnlyList<Template> All =
    [
        .. from kind in Enum.GetValues<ShapeKind>()
           from step in Enumerable.Range(0, 23)
           select new Template(kind, 5 + (step * RadiusStep)),
    ];

    /// <summary>The kind whose drawing overlaps a mask best (intersection over union), or null if none does well.</summary>
    public static ShapeKind? BestFor(FrameMask mask)
    {
        var (best, kind) = (LeastOverlap, (ShapeKind?)null);
        foreach (var template in All.Where(t => Math.Abs(t.Area - mask.Area) <= 0.25 * mask.Area))
        {
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                {
                    var overlap = template.Overlap(mask, dy, dx);
                    (best, kind) = overlap > best ? (overlap, template.Kind) : (best, kind);
                }
            }
        }

        return kind;
    }

    /// <summary>One drawing, its centre of mass in the middle of a square.</summary>
    private sealed class Template
    {
        private readonly List<(int Y, int X)> _pixels;

        public Template(ShapeKind kind, double radius)
        {
            Kind = kind;
            var outline = new ShapeOutline(kind, radius);
            _pixels = Rows(outline, up: (int)Math.Round(Rows(outline, up: 0).Average(p => p.Y)));
        }

        public ShapeKind Kind { get; }

        public int Area => _pixels.Count;

        public double Overlap(FrameMask mask, int dy, int dx)
        {
            var (y, x) = ((int)Math.Round(mask.Centre.Y) + dy, (int)Math.Round(mask.Centre.X) + dx);
            var both = _pixels.Count(p => mask[p.Y + y, p.X + x]);
            return both / (double)(Area + mask.Area - both);
        }

        // Pixels whose centre lies inside, moved up by a number of rows.
        private static List<(int Y, int X)> Rows(ShapeOutline outline, int up)
        {
            var pixels = new List<(int, int)>();
            Span<double> xs = stackalloc double[10];
            for (var y = -Half; y < Half; y++)
            {
                var count = outline.Crossings(y, xs);
                for (var i = 0; i + 1 < count; i += 2)
                {
                    for (var x = (int)Math.Ceiling(xs[i]); x <= xs[i + 1]; x++)
                    {
                        pixels.Add((y - up, x));
                    }
                }
            }

            return pixels;
        }
    }
}
