namespace SharpSat.Cli.Evaluation;

/// <summary>Which combinations nano is asked for.</summary>
internal enum PromptSet
{
    /// <summary>The 24 that its training leaves out.</summary>
    HeldOut,

    /// <summary>Every eighth of the 192 that it is trained on.</summary>
    Training,

    /// <summary>24 stars, none of which is among the clips that the demo's LoRA is trained on.</summary>
    Star,
}
