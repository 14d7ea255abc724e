using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>Compares a shape's pixels with drawn shapes of each kind, of about the same area and at the same centroid.</summary>
internal static class OutlineMatch
{
    private const double LeastOverlap = 0.78;

    // How much better the best kind must fit than the next, on average: one frame of a small shape may mislead.
    private const double LeastLead = 0.015;
    private static readonly double[] Scales = [0.92, 0.96, 1, 1.04, 1.08];

    /// <summary>The kind that fits best in enough frames and best on the whole; null if none fits well or two fit alike.</summary>
    public static ShapeKind? Kind(IEnumerable<FoundShape?> found, int needed)
    {
        var kinds = Enum.GetValues<ShapeKind>();
        var fits = found.OfType<FoundShape>().Select(shape => kinds.Select(kind => (Kind: kind, Overlap: Overlap(shape, kind))).ToList()).ToList();
        if (fits.Count < needed)
        {
            return null;
        }

        var means = kinds.Select((kind, i) => (Kind: kind, Mean: fits.Average(f => f[i].Overlap))).OrderByDescending(m => m.Mean).ToList();
        var votes = fits.Select(f => f.MaxBy(k => k.Overlap)).Count(best => best.Kind == means[0].Kind && best.Overlap >= LeastOverlap);
        return votes >= needed && means[0].Mean - means[1].Mean >= LeastLead ? means[0].Kind : null;
    }

    /// <summary>Largest intersection over union with a kind, sharp or blurred.</summary>
    private static double Overlap(FoundShape shape, ShapeKind kind)
    {
        var radius = Math.Sqrt(shape.Area / UnitArea(kind));
        return Scales.Max(scale =>
        {
            var coverage = Draw(shape, new ShapeOutline(kind, scale * radius));
            return Math.Max(Overlap(shape.Mask, coverage), Overlap(shape.Mask, Blur(coverage, shape.Width)));
        });
    }

    /// <summary>Area of a shape of radius 1.</summary>
    private static double UnitArea(ShapeKind kind) => kind switch
    {
        ShapeKind.Circle => Math.PI,
        ShapeKind.Square => 4,
        ShapeKind.Triangle => 0.75 * Math.Sqrt(3),
        _ => 5 * ((3 - Math.Sqrt(5)) / 2) * Math.Sin(Math.PI / 5),
    };

    private static double[] Draw(FoundShape shape, ShapeOutline outline)
    {
        var coverage = new double[shape.Mask.Length];
        var (top, bottom) = (Math.Max(0, shape.Y - outline.Extent.Top), Math.Min(coverage.Length / shape.Width, shape.Y + outline.Extent.Bottom));
        for (var row = (int)top; row < bottom; row++)
        {
            outline.Cover(shape.X, row - shape.Y, coverage.AsSpan(row * shape.Width, shape.Width));
        }

        return coverage;
    }

    private static double[] Blur(double[] values, int width)
    {
        var rows = new double[values.Length];
        var result = new double[values.Length];
        for (var i = 1; i < values.Length - 1; i++)
        {
            rows[i] = (values[i - 1] + values[i] + values[i + 1]) / 3;
        }

        for (var i = width; i < values.Length - width; i++)
        {
            result[i] = (rows[i - width] + rows[i] + rows[i + width]) / 3;
        }

        return result;
    }

    private static double Overlap(bool[] mask, double[] coverage)
    {
        var (both, either) = (0, 0);
        for (var i = 0; i < mask.Length; i++)
        {
            var drawn = coverage[i] >= 0.5;
            both += mask[i] && drawn ? 1 : 0;
            either += mask[i] || drawn ? 1 : 0;
        }

        return (double)both / either;
    }
}
