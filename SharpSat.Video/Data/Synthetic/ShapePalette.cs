namespace SharpSat.Video.Data.Synthetic;

/// <summary>The exact colours.</summary>
public static class ShapePalette
{
    /// <summary>Red, green and blue of a fill colour.</summary>
    public static (byte R, byte G, byte B) Rgb(ShapeColor color) => color switch
    {
        ShapeColor.Red => (0xE0, 0x30, 0x30),
        ShapeColor.Green => (0x30, 0xC0, 0x40),
        ShapeColor.Blue => (0x30, 0x60, 0xE0),
        ShapeColor.Yellow => (0xE8, 0xD0, 0x30),
        ShapeColor.Magenta => (0xD0, 0x40, 0xD0),
        ShapeColor.Cyan => (0x30, 0xD0, 0xD0),
        _ => throw new ArgumentOutOfRangeException(nameof(color), color, "No such colour."),
    };

    /// <summary>Red, green and blue of a background.</summary>
    public static (byte R, byte G, byte B) Rgb(ShapeBackground background) => background switch
    {
        ShapeBackground.Black => (0, 0, 0),
        ShapeBackground.White => (0xFF, 0xFF, 0xFF),
        ShapeBackground.Gray => (0x80, 0x80, 0x80),
        _ => throw new ArgumentOutOfRangeException(nameof(background), background, "No such background."),
    };
}
