using SkiaSharp;

namespace SharpSat.Core.Typefaces;

/// <summary>The font that comes along for plots and contact sheets, since a bare machine has none (a renamed subset of DejaVu Sans).</summary>
public static class BuiltInTypeface
{
    /// <summary>Reads it; the caller disposes it.</summary>
    public static SKTypeface Load()
    {
        using var data = typeof(BuiltInTypeface).Assembly.GetManifestResourceStream("SharpSat.Core.Typefaces.SharpSatSheet.ttf")
            ?? throw new InvalidOperationException("The built-in font is not in the assembly.");
        return SKTypeface.FromStream(data);
    }
}
