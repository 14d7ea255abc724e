namespace SharpSat.Video.Text;

/// <summary>What guidance takes for "no caption".</summary>
public enum UnconditionalText
{
    /// <summary>Zero states, as caption dropout trains them (force_uc_zero_embeddings of the reference).</summary>
    Zeros,

    /// <summary>The states of the empty caption.</summary>
    EmptyCaption,

    /// <summary>The states of a negative prompt.</summary>
    NegativePrompt,
}
