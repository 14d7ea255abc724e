using SharpSat.Core.Errors;

namespace SharpSat.Core.Transformer;

/// <summary>Where the layer norms stand.</summary>
public enum LayerNormOrder
{
    /// <summary>Before attention and MLP.</summary>
    Pre,

    /// <summary>Before attention and MLP, with the normalised value as the base of the residual (SAT's "post").</summary>
    Post,

    /// <summary>Before and after each branch.</summary>
    Sandwich,
}

/// <summary>Activation of the feed-forward layer.</summary>
public enum Activation
{
    /// <summary>GELU, tanh form.</summary>
    GeluTanh,

    /// <summary>GELU, exact.</summary>
    Gelu,

    /// <summary>SiLU.</summary>
    Silu,

    /// <summary>ReLU.</summary>
    Relu,
}

/// <summary>Kind of the transformer's own norms.</summary>
public enum NormKind
{
    /// <summary>Layer norm.</summary>
    LayerNorm,

    /// <summary>Root mean square norm.</summary>
    RmsNorm,
}

/// <summary>Sizes and options of a <see cref="BaseTransformer"/>; defaults are SAT's (sat/model/transformer.py).</summary>
public sealed record TransformerConfig
{
    /// <summary>Number of layers.</summary>
    public required int NumLayers { get; init; }

    /// <summary>Width E.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Query heads N.</summary>
    public required int NumAttentionHeads { get; init; }

    /// <summary>Rows of the word embedding; 0 leaves it out (a mixin embeds).</summary>
    public int VocabSize { get; init; }

    /// <summary>Rows of the position embedding; 0 leaves it out.</summary>
    public int MaxSequenceLength { get; init; }

    /// <summary>Feed-forward width; null is four times the hidden size.</summary>
    public int? InnerHiddenSize { get; init; }

    /// <summary>Head size D; null divides the hidden size by the heads.</summary>
    public int? HiddenSizePerAttentionHead { get; init; }

    /// <summary>Key/value heads; 0 means as many as query heads.</summary>
    public int NumMultiQueryHeads { get; init; }

    /// <summary>Where the norms stand.</summary>
    public LayerNormOrder LayerNormOrder { get; init; } = LayerNormOrder.Pre;

    /// <summary>Epsilon of the transformer's own norms.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>Whether layer norms have weights.</summary>
    public bool ElementwiseAffine { get; init; } = true;

    /// <summary>Kind of norm.</summary>
    public NormKind Norm { get; init; } = NormKind.LayerNorm;

    /// <summary>Whether there is a norm after the last layer.</summary>
    public bool UseFinalLayerNorm { get; init; } = true;

    /// <summary>Biases of all projections.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Bias of the fused qkv projection even without <see cref="UseBias"/>.</summary>
    public bool UseQkvBias { get; init; }

    /// <summary>False takes the bias of the fused qkv projection away whatever the others have (diffusers' attention_bias).</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>
    /// Bias of the projections back to the hidden size. Not SAT's row_parallel_linear_final_bias, which only says when
    /// that bias is added.
    /// </summary>
    public bool UseOutputBias { get; init; } = true;

    /// <summary>Feed-forward activation.</summary>
    public Activation Activation { get; init; } = Activation.GeluTanh;

    /// <summary>Whether the feed-forward layer is gated.</summary>
    public bool IsGatedMlp { get; init; }

    /// <summary>Dropout after the embeddings.</summary>
    public double EmbeddingDropout { get; init; }

    /// <summary>Dropout of attention probabilities.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Dropout of the outputs of attention and feed-forward.</summary>
    public double OutputDropout { get; init; }

    /// <summary>Chance that a sample skips a residual branch in training.</summary>
    public double DropPath { get; init; }

    /// <summary>Experts of each feed-forward layer; 1 is a plain one.</summary>
    public int NumExperts { get; init; } = 1;

    /// <summary>Which layers attend to an encoder: none, one entry for all layers, or one for each.</summary>
    public IReadOnlyList<bool> DecoderLayers { get; init; } = [];

    /// <summary>Width of the encoder outputs; null is the hidden size.</summary>
    public int? CrossAttentionHiddenSize { get; init; }

    /// <summary>Head size of cross attention; null divides the hidden size by the heads.</summary>
    public int? CrossHiddenSizePerAttentionHead { get; init; }

    /// <summary>Key/value heads of cross attention; 0 means as many as query heads.</summary>
    public int CrossNumMultiQueryHeads { get; init; }

    /// <summary>
    /// Whether layers keep only their inputs for the backward pass and run again there: less memory, a third more time,
    /// the same numbers. Needs an <see cref="Tensors.IRewindableNoise"/> in training.
    /// </summary>
    public bool CheckpointActivations { get; init; }

    /// <summary>Layers that run again together.</summary>
    public int CheckpointNumLayers { get; init; } = 1;

    /// <summary>Layers at the end that keep everything.</summary>
    public int CheckpointSkipLayers { get; init; }

    /// <summary>Standard deviation of fresh linear weights; output projections use it divided by sqrt(2 layers).</summary>
    public double InitStd { get; init; } = 0.02;

    /// <summary>Head size in force.</summary>
    public int HeadSize => HiddenSizePerAttentionHead ?? (HiddenSize / NumAttentionHeads);

    /// <summary>Key/value heads in force.</summary>
    public int KeyValueHeads => NumMultiQueryHeads == 0 ? NumAttentionHeads : NumMultiQueryHeads;

    /// <summary>Head size of cross attention in force.</summary>
    public int CrossHeadSize => CrossHiddenSizePerAttentionHead ?? (HiddenSize / NumAttentionHeads);

    /// <summary>Key/value heads of cross attention in force.</summary>
    public int CrossKeyValueHeads => CrossNumMultiQueryHeads == 0 ? NumAttentionHeads : CrossNumMultiQueryHeads;

    /// <summary>Whether a layer attends to an encoder.</summary>
    public bool IsDecoderLayer(int layer) => DecoderLayers.Count switch
    {
        0 => false,
        1 => DecoderLayers[0],
        _ => DecoderLayers[layer],
    };

    /// <summary>Checks the sizes against each other.</summary>
    /// <exception cref="InputException">A size breaks a rule; the message gives the nearest legal values.</exception>
    public void Validate()
    {
        if (NumLayers < 1 || HiddenSize < 1 || NumAttentionHeads < 1)
        {
            throw new InputException(
                $"A transformer needs at least 1 layer, width and head; it has num_layers {NumLayers}, hidden_size {HiddenSize}, num_attention_heads {NumAttentionHeads}.");
        }

        if (HiddenSizePerAttentionHead is null && HiddenSize % NumAttentionHeads != 0)
        {
            var below = HiddenSize / NumAttentionHeads * NumAttentionHeads;
            throw new InputException(
                $"hidden_size {HiddenSize} must divide by num_attention_heads {NumAttentionHeads}; nearest: {(below > 0 ? $"{below} or " : string.Empty)}{below + NumAttentionHeads}.");
        }

        if (NumAttentionHeads % KeyValueHeads != 0)
        {
            throw new InputException(
                $"num_multi_query_heads {NumMultiQueryHeads} must divide num_attention_heads {NumAttentionHeads}.");
        }

        if (NumAttentionHeads % CrossKeyValueHeads != 0)
        {
            throw new InputException(
                $"cross_num_multi_query_heads {CrossNumMultiQueryHeads} must divide num_attention_heads {NumAttentionHeads}.");
        }

        if (DecoderLayers.Count > 1 && DecoderLayers.Count != NumLayers)
        {
            throw new InputException(
                $"is_decoder has {DecoderLayers.Count} entries; it needs 1, or one for each of the {NumLayers} layers.");
        }

        if (CheckpointNumLayers < 1 || CheckpointSkipLayers < 0 || CheckpointSkipLayers > Math.Max(0, NumLayers - CheckpointNumLayers))
        {
            throw new InputException(
                $"checkpoint_num_layers {CheckpointNumLayers} must be at least 1, and checkpoint_skip_layers {CheckpointSkipLayers} from 0 to {Math.Max(0, NumLayers - CheckpointNumLayers)}.");
        }

        if (NumExperts < 1)
        {
            throw new InputException($"num_experts is {NumExperts}; the least is 1.");
        }

        if (DropPath is < 0 or >= 1)
        {
            throw new InputException(FormattableString.Invariant($"drop_path is {DropPath}; it must be at least 0 and less than 1."));
        }
    }
}
