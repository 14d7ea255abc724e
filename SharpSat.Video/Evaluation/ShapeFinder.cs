using System.Numerics;

namespace SharpSat.Video.Evaluation;

/// <summary>Tells a frame's shape from the background.</summary>
internal static class ShapeFinder
{
    // Distance from the background that is no longer noise, in the smoothed frame.
    private const float Contrast = 50;

    // Of the frame; the smallest star covers 1.8 %, the largest square 16.5 %.
    private const double LeastArea = 0.009;
    private const double MostArea = 0.35;

    // Of the largest part; more is a second shape.
    private const double MostRest = 0.25;
    private const int LeastCore = 12;

    /// <summary>The frame's shape, or null if there is none or more than one.</summary>
    public static FoundShape? Find(FramePixels frame, Vector3 ground)
    {
        var rough = Parts(frame, Differs(frame.Smooth().Values, ground));
        if (rough is null)
        {
            return null;
        }

        var fill = FramePixels.Median([.. Core(rough, frame).Select(i => frame.Values[i])]);
        var part = Parts(frame, Covered(frame.Values, ground, fill));
        return part is null ? null : new FoundShape(
            PixelRegion.Mask(part, frame.Values.Length),
            frame.Width,
            part.Count,
            part.Average(i => (i % frame.Width) + 0.5),
            part.Average(i => (i / frame.Width) + 0.5),
            fill);
    }

    private static IReadOnlyList<int>? Parts(FramePixels frame, bool[] mask)
    {
        var parts = PixelRegion.Parts(mask, frame.Width);
        return parts.Count > 0
            && parts[0].Count >= LeastArea * mask.Length
            && parts[0].Count <= MostArea * mask.Length
            && parts.Skip(1).Sum(p => p.Count) <= MostRest * parts[0].Count ? parts[0] : null;
    }

    // Edges are mixed with the background, so they do not speak for the colour.
    private static IReadOnlyList<int> Core(IReadOnlyList<int> part, FramePixels frame)
    {
        for (var i = 0; i < 2; i++)
        {
            var inner = PixelRegion.Inner(part, frame.Height, frame.Width);
            part = inner.Count >= LeastCore ? inner : part;
        }

        return part;
    }

    private static bool[] Differs(ReadOnlySpan<Vector3> pixels, Vector3 ground)
    {
        var mask = new bool[pixels.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = Vector3.Distance(pixels[i], ground) > Contrast;
        }

        return mask;
    }

    // At least half of the way from the background to the fill: where a sharp edge would be.
    private static bool[] Covered(ReadOnlySpan<Vector3> pixels, Vector3 ground, Vector3 fill)
    {
        var mask = new bool[pixels.Length];
        var way = fill - ground;
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = Vector3.Dot(pixels[i] - ground, way) > 0.5f * way.LengthSquared();
        }

        return mask;
    }
}
