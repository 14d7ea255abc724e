using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>What <see cref="ShapeJudge"/> sees in a clip; null where the pixels do not say.</summary>
public sealed record ShapeVerdict
{
    /// <summary>Fill colour, or null if it is none of the six, changes, or there is not one shape.</summary>
    public ShapeColor? Color { get; init; }

    /// <summary>Kind, or null if the outline fits none well, changes, or there is not one shape.</summary>
    public ShapeKind? Shape { get; init; }

    /// <summary>Where it moves, or null if it stands still, moves aslant or unsteadily, or there is not one shape.</summary>
    public ShapeDirection? Direction { get; init; }

    /// <summary>Background, or null if it is none of the three or uneven.</summary>
    public ShapeBackground? Background { get; init; }

    /// <summary>Which of the values are those of a combination.</summary>
    public ShapeAgreement Compare(ShapeCombination expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return new ShapeAgreement(
            Color == expected.Color, Shape == expected.Shape, Direction == expected.Direction, Background == expected.Background);
    }

    /// <summary>"red circle left black", with "?" for what cannot be told.</summary>
    public override string ToString() => string.Join(' ', Word(Color), Word(Shape), Word(Direction), Word(Background));

    private static string Word(Enum? value) => value is null ? "?" : ShapeCaptions.Word(value);
}
