using SharpSat.Core.Hooks;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>The hook points every transformer calls: SAT's nine, and <see cref="Linear"/> for its projections.</summary>
public static class TransformerHooks
{
    /// <summary>softmax(q k^T / sqrt(D)) v, on ready heads: [B, N, S, D] to [B, N, S, D].</summary>
    public static HookPoint<AttentionFnArgs, Tensor> AttentionFn { get; } = new("attention_fn", ScaledDotProduct.Attention);

    /// <summary>Self attention of one layer, projections included: [B, S, E] to [B, S, E].</summary>
    public static HookPoint<AttentionForwardArgs, Tensor> AttentionForward { get; } =
        new("attention_forward", static (args, context) => args.Attention.DefaultForward(args, context));

    /// <summary>Cross attention of one decoder layer, projections included: [B, S, E] and encoder outputs to [B, S, E].</summary>
    public static HookPoint<CrossAttentionForwardArgs, Tensor> CrossAttentionForward { get; } =
        new("cross_attention_forward", static (args, context) => args.Attention.DefaultForward(args, context));

    /// <summary>Routes tokens to experts. The default draws two for each token at random, as SAT's example does.</summary>
    public static HookPoint<RoutingForwardArgs, Routing> RoutingForward { get; } = new("routing_forward", ExpertMixture.RandomRouting);

    /// <summary>Feed-forward of one layer: [B, S, E] to [B, S, E].</summary>
    public static HookPoint<MlpForwardArgs, Tensor> MlpForward { get; } =
        new("mlp_forward", static (args, context) => args.Mlp.DefaultForward(args, context));

    /// <summary>Makes the first hidden states [B, S, E].</summary>
    public static HookPoint<WordEmbeddingArgs, Tensor> WordEmbeddingForward { get; } =
        new("word_embedding_forward", static (args, _) => args.Transformer.EmbedWords(args.InputIds));

    /// <summary>Position embedding to add, broadcastable to [B, S, E], or null for none.</summary>
    public static HookPoint<PositionEmbeddingArgs, Tensor?> PositionEmbeddingForward { get; } =
        new("position_embedding_forward", static (args, _) => args.Transformer.EmbedPositions(args.PositionIds, args.Hidden_BSE));

    /// <summary>One whole layer: [B, S, E] to [B, S, E].</summary>
    public static HookPoint<LayerForwardArgs, Tensor> LayerForward { get; } =
        new("layer_forward", static (args, context) => args.Block.DefaultForward(args, context));

    /// <summary>From the normalised residual stream to the model's output.</summary>
    public static HookPoint<FinalForwardArgs, Tensor> FinalForward { get; } =
        new("final_forward", static (args, _) => args.Transformer.ProjectToVocabulary(args.Hidden_BSE));

    /// <summary>Any projection, with its typed site: [..., in] to [..., out].</summary>
    public static HookPoint<LinearArgs, Tensor> Linear { get; } = new("linear", static (args, _) => args.Linear.Forward(args.Input));

    /// <summary>All of them; SAT's nine first, in SAT's order.</summary>
    public static IReadOnlyList<HookPoint> All { get; } =
    [
        AttentionFn, AttentionForward, CrossAttentionForward, RoutingForward, MlpForward,
        WordEmbeddingForward, PositionEmbeddingForward, FinalForward, LayerForward, Linear,
    ];
}
