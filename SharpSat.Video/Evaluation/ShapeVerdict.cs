using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Video.Evaluation;

/// <summary>What a moving-shapes video shows, as its pixels say; null where they do not say it clearly.</summary>
/// <param name="Color">The shape's colour.</param>
/// <param name="Shape">The shape in most of the frames.</param>
/// <param name="Direction">Where it moves.</param>
/// <param name="Background">What is around it.</param>
public sealed record ShapeVerdict(ShapeColor? Color, ShapeKind? Shape, ShapeDirection? Direction, ShapeBackground? Background)
{
    /// <summary>Whether all four are as asked for.</summary>
    public bool IsRight(ShapeCombination asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return Color == asked.Color && Shape == asked.Shape && Direction == asked.Direction && Background == asked.Background;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', new object?[] { Color, Shape, Direction, Background }.Select(v => v?.ToString()?.ToLowerInvariant() ?? "?"));
}
