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

    /// <summary>The plain caption: "a red circle moving left on a black background".</summary>
    public string Caption => ShapeCaptions.Of(this, 0);

    /// <summary>For file names: "red-circle-left-black".</summary>
    public string Slug => Words("-", Color, Shape, Direction, Background);

    private static string Words(string separator, params Enum[] values) => string.Join(separator, values.Select(ShapeCaptions.Word));
}
