namespace SharpSat.Video.Data.Synthetic;

/// <summary>The plain caption of a combination and its paraphrases.</summary>
public static class ShapeCaptions
{
    /// <summary>Number of wordings; number 0 is the plain one.</summary>
    public const int Count = 24;

    /// <summary>One of the wordings.</summary>
    public static string Of(ShapeCombination combination, int wording)
    {
        ArgumentNullException.ThrowIfNull(combination);
        var (color, shape) = (Word(combination.Color), Word(combination.Shape));
        var thing = $"{color} {shape}";
        var way = Word(combination.Direction);
        var toward = combination.Direction switch
        {
            ShapeDirection.Left => "to the left",
            ShapeDirection.Right => "to the right",
            ShapeDirection.Up => "upwards",
            _ => "downwards",
        };
        var across = combination.Direction switch
        {
            ShapeDirection.Left => "from right to left",
            ShapeDirection.Right => "from left to right",
            ShapeDirection.Up => "from the bottom up to the top",
            _ => "from the top down to the bottom",
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
            6 => $"{thing}, going {toward}, {ground} background",
            7 => $"a {thing} moves {way} over a {ground} background",
            8 => $"{thing} moving {way}, {ground} background",
            9 => $"a {thing} that moves {toward}, {ground} background",
            10 => $"a {thing} is going {way} on {ground}",
            11 => $"{ground} background with a {thing} moving {way}",
            12 => $"The {thing} moves {way}. The background is {ground}.",
            13 => $"A video of a {thing} moving {toward} on a {ground} background.",
            14 => $"a {thing} drifts {way} against a {ground} background",
            15 => $"{thing} going {way} on a plain {ground} background",
            16 => $"a {thing} slides {toward} over {ground}",
            17 => $"There is a {thing} on a {ground} background, and it moves {way}.",
            18 => $"the {shape} is {color} and moves {way}, the background is {ground}",
            19 => $"moving {toward}: a {thing} in front of a {ground} background",
            20 => $"{color}, {shape}, {way}, {ground}",
            21 => $"a {thing} goes {across} on a {ground} background",
            22 => $"a {thing} flies {toward} through a {ground} scene",
            23 => $"the {ground} screen shows a {shape}, {color}, that moves {way}",
            _ => throw new ArgumentOutOfRangeException(nameof(wording), wording, $"Wordings are 0 to {Count - 1}."),
        };
    }

    /// <summary>The lower-case word for a value.</summary>
    internal static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
