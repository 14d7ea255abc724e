namespace SharpSat.Video.Data.Synthetic;

/// <summary>What a moving-shapes clip shows, apart from size, speed and place.</summary>
public sealed record ShapeCombination(ShapeColor Color, ShapeKind Shape, ShapeDirection Direction, ShapeBackground Background)
{
    /// <summary>Every combination: colours outermost, then shapes, directions, backgrounds, each in its fixed order.</summary>
    public static IReadOnlyList<ShapeCombination> All { get; } =
    [
        .. from color in Enum.GetValues<ShapeColor>()
           from shape in Enum.GetValues<ShapeKind>()
           from direction in Enum.GetValues<ShapeDirection>()
           from background in Enum.GetValues<ShapeBackground>()
           select new ShapeCombination(color, shape, direction, background),
    ];

    /// <summary>
    /// Whether nano is trained without this combination: every star, and where colour, shape, direction and background,
    /// each counted from 0, have (colour + 2 shape + 4 direction + 3 background) divisible by 9 (24 of 216).
    /// </summary>
    public bool IsHeldOut =>
        Shape == ShapeKind.Star || ((int)Color + (2 * (int)Shape) + (4 * (int)Direction) + (3 * (int)Background)) % 9 == 0;

    /// <summary>The plain caption: "a red circle moving left on a black background".</summary>
    public string Caption => ShapeCaptions.Of(this, 0);

    /// <summary>For file names: "red-circle-left-black".</summary>
    public string Slug => Words("-", Color, Shape, Direction, Background);

    private static string Words(string separator, params Enum[] values) => string.Join(separator, values.Select(ShapeCaptions.Word));
}
