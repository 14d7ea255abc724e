using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Evaluation;

/// <summary>One video of an evaluation.</summary>
/// <param name="Asked">What it must show.</param>
/// <param name="Prompt">The words.</param>
/// <param name="Seed">The noise.</param>
/// <param name="File">Its file name.</param>
internal sealed record EvaluationPrompt(ShapeCombination Asked, string Prompt, long Seed, string File)
{
    /// <summary>The prompts of a set: each combination with every seed.</summary>
    /// <param name="set">Which combinations.</param>
    /// <param name="seeds">Videos of each combination, with the seeds 1, 2, ...</param>
    /// <param name="paraphrases">Whether the prompts' wording changes from one to the next.</param>
    public static IReadOnlyList<EvaluationPrompt> Of(PromptSet set, int seeds, bool paraphrases) =>
    [
        .. Combinations(set).SelectMany((asked, i) => Enumerable.Range(1, seeds).Select(seed => new EvaluationPrompt(
            asked,
            ShapeCaptions.Of(asked, paraphrases ? ((i * seeds) + seed) % ShapeCaptions.Count : 0),
            seed,
            FormattableString.Invariant($"{i:0000}-{asked.Slug}-seed{seed}.mp4")))),
    ];

    private static IEnumerable<ShapeCombination> Combinations(PromptSet set) => set switch
    {
        PromptSet.HeldOut => ShapeFilter.Select([], [], ShapeSplit.HeldOut),
        PromptSet.Training => ShapeFilter.Select([], [], ShapeSplit.Training).Where((_, i) => i % 8 == 3),
        PromptSet.Star => ShapeCombination.All.Where(c => c.Shape == ShapeKind.Star && ((int)c.Color + (int)c.Direction + (int)c.Background) % 3 == 1),
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "No such set."),
    };
}
