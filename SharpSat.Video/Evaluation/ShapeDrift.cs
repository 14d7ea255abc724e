using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>Where a shape moves: lines fitted to its centroid over the frames.</summary>
internal static class ShapeDrift
{
    // Pixels per frame.
    private const double LeastSpeed = 0.4;

    // The other axis may drift by this part of the speed.
    private const double MostAslant = 0.5;

    // Root mean square distance from the line in pixels.
    private const double MostUnsteady = 2.5;

    /// <summary>The direction, or null if there is no steady one along an axis. Frames without a shape are skipped.</summary>
    public static ShapeDirection? Direction(IReadOnlyList<FoundShape?> found)
    {
        var seen = found.Select((shape, frame) => (Shape: shape, Frame: frame)).Where(f => f.Shape is not null).ToList();
        if (seen.Count < 2)
        {
            return null;
        }

        var (dx, errorX) = Fit([.. seen.Select(f => ((double)f.Frame, f.Shape!.X))]);
        var (dy, errorY) = Fit([.. seen.Select(f => ((double)f.Frame, f.Shape!.Y))]);
        var (fast, slow) = (Math.Max(Math.Abs(dx), Math.Abs(dy)), Math.Min(Math.Abs(dx), Math.Abs(dy)));
        if (fast < LeastSpeed || slow > MostAslant * fast || Math.Max(errorX, errorY) > MostUnsteady)
        {
            return null;
        }

        return Math.Abs(dx) > Math.Abs(dy)
            ? dx < 0 ? ShapeDirection.Left : ShapeDirection.Right
            : dy < 0 ? ShapeDirection.Up : ShapeDirection.Down;
    }

    // Least squares: slope, and the root mean square of what is left.
    private static (double Slope, double Error) Fit(IReadOnlyList<(double T, double V)> points)
    {
        var (t, v) = (points.Average(p => p.T), points.Average(p => p.V));
        var slope = points.Sum(p => (p.T - t) * (p.V - v)) / points.Sum(p => (p.T - t) * (p.T - t));
        return (slope, Math.Sqrt(points.Average(p => Math.Pow(p.V - v - (slope * (p.T - t)), 2))));
    }
}
