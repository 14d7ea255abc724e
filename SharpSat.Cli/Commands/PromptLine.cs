namespace SharpSat.Cli.Commands;

/// <summary>One prompt of a job.</summary>
/// <param name="Number">Its number among all prompts, whichever process makes it; file names and seeds follow it.</param>
/// <param name="Prompt">The text.</param>
/// <param name="Picture">The picture its line names, or null.</param>
internal sealed record PromptLine(int Number, string Prompt, string? Picture = null);
