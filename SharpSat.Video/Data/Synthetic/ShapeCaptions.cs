namespace SharpSat.Video.Data.Synthetic;

/// <summary>The plain caption of a combination and its paraphrases.</summary>
public static class ShapeCaptions
{
    /// <summary>Number of wordings; number 0 is the plain one.</summary>
    public const int Count = 6;

    /// <summary>One of the wordings.</summary>
    public static string Of(ShapeCombination combination, int wording)
    {
        ArgumentNullException.ThrowIfNull(combination);
        var thing = $"{Word(combination.Color)} {Word(combination.Shape)}";
        var way = Word(combination.Direction);
        var toward = combination.Direction switch
        {
            ShapeDirection.Left => "to the left",
            ShapeDirection.Right => "to the right",
            ShapeDirection.Up => "upwards",
            _ => "downwards",
        };
        var ground = Word(combination.Background);
        return wording switch
        {
            0 => $"a {thing} moving {way} on a {ground} background",
            1 => $"a {thing} moves {toward} across a {ground} background",
            2 => $"on a {ground} background, a {thing} is moving {toward}",
            3 => $"a {thing} sliding {way} over a plain {ground} background",
            4 => $"{way}ward motion of a {thing}, {ground} background",
            5 => $"the {thing} travels {toward} in front of a {ground} backdrop",
            _ => throw new ArgumentOutOfRangeException(nameof(wording), wording, $"Wordings are 0 to {Count - 1}."),
        };
    }

    /// <summary>The lower-case word for a value.</summary>
    internal static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
