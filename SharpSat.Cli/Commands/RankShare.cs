namespace SharpSat.Cli.Commands;

/// <summary>The prompts of one of several processes that write into one folder.</summary>
/// <param name="Rank">Number of this process.</param>
/// <param name="Size">Number of processes.</param>
/// <param name="Prompts">Its prompts; none if there are fewer prompts than processes.</param>
internal sealed record RankShare(int Rank, int Size, IReadOnlyList<PromptLine> Prompts);
