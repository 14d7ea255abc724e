namespace SharpSat.Video.Data.Synthetic;

/// <summary>Matches combinations; an empty list matches every value.</summary>
public sealed record ShapeFilter
{
    /// <summary>Colours that match.</summary>
    public IReadOnlyList<ShapeColor> Colors { get; init; } = [];

    /// <summary>Shapes that match.</summary>
    public IReadOnlyList<ShapeKind> Shapes { get; init; } = [];

    /// <summary>Directions that match.</summary>
    public IReadOnlyList<ShapeDirection> Directions { get; init; } = [];

    /// <summary>Backgrounds that match.</summary>
    public IReadOnlyList<ShapeBackground> Backgrounds { get; init; } = [];

    /// <summary>Whether every non-empty list holds the combination's value.</summary>
    public bool Matches(ShapeCombination combination)
    {
        ArgumentNullException.ThrowIfNull(combination);
        return Has(Colors, combination.Color) && Has(Shapes, combination.Shape)
            && Has(Directions, combination.Direction) && Has(Backgrounds, combination.Background);
    }

    /// <summary>
    /// The combinations that an including filter matches and no excluding one does, in their fixed order. Without
    /// including filters every combination counts as included except stars.
    /// </summary>
    public static IReadOnlyList<ShapeCombination> Select(
        IReadOnlyList<ShapeFilter> include, IReadOnlyList<ShapeFilter> exclude, ShapeSplit split = ShapeSplit.All)
    {
        ArgumentNullException.ThrowIfNull(include);
        ArgumentNullException.ThrowIfNull(exclude);
        return
        [
            .. ShapeCombination.All.Where(c => IsIn(split, c)
                && (include.Count == 0 ? c.Shape != ShapeKind.Star : include.Any(f => f.Matches(c))) && !exclude.Any(f => f.Matches(c))),
        ];
    }

    private static bool IsIn(ShapeSplit split, ShapeCombination combination) =>
        split == ShapeSplit.All || combination.IsHeldOut == (split == ShapeSplit.HeldOut);

    private static bool Has<T>(IReadOnlyList<T> values, T value) => values.Count == 0 || values.Contains(value);
}
