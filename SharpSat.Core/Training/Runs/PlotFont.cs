using ScottPlot;
using SkiaSharp;

namespace SharpSat.Core.Training.Runs;

/// <summary>Gives plots the font that comes along, since a bare machine has none and would draw no labels.</summary>
internal sealed class PlotFont : IFontResolver
{
    private const string Family = "SharpSat Sheet";
    private static readonly Lazy<bool> _registered = new(() =>
    {
        Fonts.FontResolvers.Add(new PlotFont());
        return true;
    });

    private PlotFont()
    {
    }

    /// <summary>Uses it for all text that is now in <paramref name="plot"/>.</summary>
    public static void Apply(Plot plot)
    {
        if (_registered.Value)
        {
            plot.Font.Set(Family);
            plot.Legend.FontName = Family;
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic)
    {
        if (fontName != Family)
        {
            return null;
        }

        using var data = typeof(PlotFont).Assembly.GetManifestResourceStream("SharpSat.Core.Training.Runs.Fonts.SharpSatSheet.ttf")
            ?? throw new InvalidOperationException("The plot font is not in the assembly.");
        return SKTypeface.FromStream(data);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.Bold, slant != FontSlant.Upright);
}
