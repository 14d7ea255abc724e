namespace SharpSat.Video.Evaluation;

/// <summary>A colour, 0 to 255 each.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    public static Rgb operator -(Rgb a, Rgb b) => new(a.R - b.R, a.G - b.G, a.B - b.B);

    public double Length => Math.Sqrt(Dot(this));

    public double Dot(Rgb other) => (R * other.R) + (G * other.G) + (B * other.B);

    public static Rgb Of((byte R, byte G, byte B) bytes) => new(bytes.R, bytes.G, bytes.B);

    /// <summary>The median of each channel.</summary>
    public static Rgb Median(IReadOnlyCollection<Rgb> colors) => new(Median(colors, c => c.R), Median(colors, c => c.G), Median(colors, c => c.B));

    /// <summary>The nearest of a palette, or null if even that is too far.</summary>
    public T? NearestOf<T>(Func<T, (byte R, byte G, byte B)> palette, double farthest)
        where T : struct, Enum
    {
        var self = this;
        var (value, distance) = Enum.GetValues<T>().Select(v => (v, (Of(palette(v)) - self).Length)).MinBy(pair => pair.Length);
        return distance <= farthest ? value : null;
    }

    private static double Median(IReadOnlyCollection<Rgb> colors, Func<Rgb, double> channel) =>
        colors.Select(channel).Order().ElementAt(colors.Count / 2);
}
