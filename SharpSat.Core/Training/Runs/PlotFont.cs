using ScottPlot;
using SharpSat.Core.Typefaces;
using SkiaSharp;

namespace SharpSat.Core.Training.Runs;

/// <summary>Gives plots the font that comes along, since a bare machine has none and would draw no labels.</summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>Its name in a plot.</summary>
    public const string Family = "SharpSat Sheet";

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
        return fontName == Family ? BuiltInTypeface.Load() : null;
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.Bold, slant != FontSlant.Upright);
}
