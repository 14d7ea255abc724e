using System.Numerics;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>Names measured colours.</summary>
internal static class PaletteMatch
{
    // Degrees; the two nearest hues of the palette are 44 apart.
    private const double MostHueError = 20;
    private const float LeastChroma = 45;
    private const float MostFillDistance = 150;
    private const float MostGroundDistance = 70;

    /// <summary>The fill colour by hue, which pale and dark versions keep; null if none is near.</summary>
    public static ShapeColor? Fill(Vector3 color)
    {
        var nearest = Enum.GetValues<ShapeColor>().MinBy(c => HueError(color, Vector(ShapePalette.Rgb(c))));
        var pure = Vector(ShapePalette.Rgb(nearest));
        return Chroma(color) >= LeastChroma && HueError(color, pure) <= MostHueError && Vector3.Distance(color, pure) <= MostFillDistance
            ? nearest
            : null;
    }

    /// <summary>The nearest background, or null if none is near.</summary>
    public static ShapeBackground? Ground(Vector3 color)
    {
        var nearest = Enum.GetValues<ShapeBackground>().MinBy(b => Vector3.Distance(color, Vector(ShapePalette.Rgb(b))));
        return Vector3.Distance(color, Vector(ShapePalette.Rgb(nearest))) <= MostGroundDistance ? nearest : null;
    }

    private static Vector3 Vector((byte R, byte G, byte B) rgb) => new(rgb.R, rgb.G, rgb.B);

    private static float Chroma(Vector3 c) => Math.Max(c.X, Math.Max(c.Y, c.Z)) - Math.Min(c.X, Math.Min(c.Y, c.Z));

    private static double HueError(Vector3 a, Vector3 b)
    {
        var apart = Math.Abs(Hue(a) - Hue(b)) % 360;
        return Math.Min(apart, 360 - apart);
    }

    private static double Hue(Vector3 c) => Math.Atan2(Math.Sqrt(3) * (c.Y - c.Z), (2 * c.X) - c.Y - c.Z) * 180 / Math.PI;
}
