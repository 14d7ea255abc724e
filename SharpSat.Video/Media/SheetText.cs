using SharpSat.Core.Typefaces;
using SkiaSharp;

namespace SharpSat.Video.Media;

/// <summary>Writes text with the font that comes along, so that sheets look the same on machines without any.</summary>
internal sealed class SheetText : IDisposable
{
    private readonly SKTypeface _own;
    private readonly SKPaint _ink;

    public SheetText(SKColor color)
    {
        _own = BuiltInTypeface.Load();
        _ink = new SKPaint { Color = color, IsAntialias = true };
    }

    /// <summary>Draws one line with its baseline at <paramref name="y"/>, shortened with an ellipsis to <paramref name="width"/> pixels.</summary>
    public void Draw(SKCanvas canvas, string text, float x, float y, float size, float width)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var typeface = For(line);
        using var font = new SKFont(typeface, size) { Edging = SKFontEdging.Antialias, Subpixel = true };
        canvas.DrawText(Shorten(line, font, width), x, y, font, _ink);
        if (!ReferenceEquals(typeface, _own))
        {
            typeface.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ink.Dispose();
        _own.Dispose();
    }

    // Scripts that our font lacks come from the system's fonts, if it has any.
    private SKTypeface For(string line)
    {
        var foreign = line.EnumerateRunes().FirstOrDefault(rune => _own.GetGlyph(rune.Value) == 0);
        return foreign.Value == 0 ? _own : SKFontManager.Default.MatchCharacter(foreign.Value) ?? _own;
    }

    private static string Shorten(string line, SKFont font, float width)
    {
        if (font.MeasureText(line) <= width)
        {
            return line;
        }

        var kept = line.Length;
        while (kept > 0 && font.MeasureText(line[..kept].TrimEnd() + "\u2026") > width)
        {
            kept -= char.IsLowSurrogate(line[kept - 1]) && kept > 1 ? 2 : 1;
        }

        return line[..kept].TrimEnd() + "\u2026";
    }
}
