using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Media;

namespace SharpSat.Video.Evaluation;

/// <summary>
/// Reads colour, shape, direction and background of a moving-shapes video from its pixels alone. The same pixels give
/// the same verdict; what is not clear (no shape, several, one that changes, one that stands still) is null.
/// </summary>
public static class ShapeJudge
{
    // RGB distances. The palettes' nearest colours are 80 (fills: cyan and green 144) and 220 (backgrounds) apart.
    private const double FarthestBackground = 60;
    private const double FarthestFill = 75;
    private const double LeastContrast = 45;

    // A shape must be seen, and be the same one, in this share of the frames.
    private const double LeastShareOfFrames = 0.6;

    // Pixels a frame; rendered shapes move by 1 to 2.
    private const double LeastSpeed = 0.4;
    private const double LargestDrift = 0.5;

    /// <summary>Judges a video.</summary>
    /// <param name="frames">All its frames.</param>
    public static ShapeVerdict Judge(FrameBatch frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var around = Around(frames);
        var background = around.NearestOf<ShapeBackground>(ShapePalette.Rgb, FarthestBackground);
        var rough = Masks(frames, color => (color - around).Length > LeastContrast);
        if (rough.Count < LeastShareOfFrames * frames.Count)
        {
            return new ShapeVerdict(null, null, null, background);
        }

        // With the colour known, the outline lies where a pixel is half of it.
        var fill = Fill(frames, rough);
        var contrast = fill - around;
        var masks = Masks(frames, color => (color - around).Dot(contrast) > contrast.Dot(contrast) / 2);
        if (masks.Count < LeastShareOfFrames * frames.Count)
        {
            return new ShapeVerdict(null, null, null, background);
        }

        return new ShapeVerdict(
            Fill(frames, masks).NearestOf<ShapeColor>(ShapePalette.Rgb, FarthestFill), Shape(masks, frames.Count), Direction(masks), background);
    }

    private static List<(int Frame, FrameMask Mask)> Masks(FrameBatch frames, Func<Rgb, bool> stands) =>
    [
        .. Enumerable.Range(0, frames.Count).Select(f => (f, Mask: FrameMask.Of(frames, f, stands))).Where(m => m.Mask is not null).Select(m => (m.f, m.Mask!)),
    ];

    private static Rgb Around(FrameBatch frames)
    {
        var border = new List<Rgb>();
        for (var f = 0; f < frames.Count; f++)
        {
            for (var y = 0; y < frames.Height; y++)
            {
                var step = y == 0 || y == frames.Height - 1 ? 1 : frames.Width - 1;
                for (var x = 0; x < frames.Width; x += step)
                {
                    border.Add(Rgb.Of(frames.Pixel(f, y, x)));
                }
            }
        }

        return Rgb.Median(border);
    }

    private static Rgb Fill(FrameBatch frames, List<(int Frame, FrameMask Mask)> masks) =>
        Rgb.Median([.. masks.SelectMany(m => m.Mask.Colors(frames, m.Frame))]);

    private static ShapeKind? Shape(List<(int Frame, FrameMask Mask)> masks, int frames)
    {
        var votes = masks.Select(m => ShapeTemplates.BestFor(m.Mask)).OfType<ShapeKind>().GroupBy(kind => kind).MaxBy(group => group.Count());
        return votes is not null && votes.Count() >= LeastShareOfFrames * frames ? votes.Key : null;
    }

    private static ShapeDirection? Direction(List<(int Frame, FrameMask Mask)> masks)
    {
        var (x, y) = (Slope(masks, m => m.Centre.X), Slope(masks, m => m.Centre.Y));
        var (along, across) = (Math.Max(Math.Abs(x), Math.Abs(y)), Math.Min(Math.Abs(x), Math.Abs(y)));
        if (!(along >= LeastSpeed) || across > LargestDrift * along)
        {
            return null;
        }

        return Math.Abs(x) > Math.Abs(y) ? (x < 0 ? ShapeDirection.Left : ShapeDirection.Right) : y < 0 ? ShapeDirection.Up : ShapeDirection.Down;
    }

    // Least squares: pixels a frame.
    private static double Slope(List<(int Frame, FrameMask Mask)> masks, Func<FrameMask, double> place)
    {
        var (meanFrame, meanPlace) = (masks.Average(m => (double)m.Frame), masks.Average(m => place(m.Mask)));
        var spread = masks.Sum(m => Math.Pow(m.Frame - meanFrame, 2));
        return masks.Sum(m => (m.Frame - meanFrame) * (place(m.Mask) - meanPlace)) / spread;
    }
}
