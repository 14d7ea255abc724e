using SharpSat.Core.Layers;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Arguments of <see cref="TransformerHooks.AttentionFn"/>.</summary>
/// <param name="Query_BNSD">Queries [B, N, S, D], unscaled.</param>
/// <param name="Key_BNSD">Keys [B, KV, S, D].</param>
/// <param name="Value_BNSD">Values [B, KV, S, D].</param>
/// <param name="Mask">Who sees whom.</param>
/// <param name="DropoutRate">Dropout of the probabilities; 0 outside training.</param>
/// <param name="Layer">Layer number.</param>
/// <param name="IsCross">Whether keys and values come from an encoder.</param>
public readonly record struct AttentionFnArgs(
    Tensor Query_BNSD, Tensor Key_BNSD, Tensor Value_BNSD, AttentionMask Mask, double DropoutRate, int Layer, bool IsCross = false);

/// <summary>Arguments of <see cref="TransformerHooks.AttentionForward"/>.</summary>
/// <param name="Hidden_BSE">Normalised hidden states.</param>
/// <param name="Mask">Who sees whom.</param>
/// <param name="Attention">The layer's attention.</param>
/// <param name="Layer">Layer number.</param>
public readonly record struct AttentionForwardArgs(Tensor Hidden_BSE, AttentionMask Mask, SelfAttention Attention, int Layer);

/// <summary>Arguments of <see cref="TransformerHooks.CrossAttentionForward"/>.</summary>
/// <param name="Hidden_BSE">Normalised hidden states.</param>
/// <param name="Mask">Which encoder tokens are seen.</param>
/// <param name="Encoder_BSE">Encoder outputs.</param>
/// <param name="Attention">The layer's cross attention.</param>
/// <param name="Layer">Layer number.</param>
public readonly record struct CrossAttentionForwardArgs(
    Tensor Hidden_BSE, AttentionMask Mask, Tensor Encoder_BSE, CrossAttention Attention, int Layer);

/// <summary>Arguments of <see cref="TransformerHooks.MlpForward"/>.</summary>
/// <param name="Hidden_BSE">Normalised hidden states (or [tokens, E] for one expert).</param>
/// <param name="Mlp">The layer's feed-forward module.</param>
/// <param name="Layer">Layer number.</param>
/// <param name="Expert">The expert these tokens were routed to; null before routing and in a layer of one expert.</param>
public readonly record struct MlpForwardArgs(Tensor Hidden_BSE, FeedForward Mlp, int Layer, int? Expert = null);

/// <summary>Arguments of <see cref="TransformerHooks.RoutingForward"/>.</summary>
/// <param name="Hidden_BSE">Hidden states of the tokens to route.</param>
/// <param name="NumExperts">How many experts there are.</param>
/// <param name="Layer">Layer number.</param>
public readonly record struct RoutingForwardArgs(Tensor Hidden_BSE, int NumExperts, int Layer);

/// <summary>Result of <see cref="TransformerHooks.RoutingForward"/>.</summary>
/// <param name="Weights">Weight of each chosen expert [tokens, k].</param>
/// <param name="Experts">Chosen experts [tokens, k], int64.</param>
public readonly record struct Routing(Tensor Weights, Tensor Experts);

/// <summary>Arguments of <see cref="TransformerHooks.WordEmbeddingForward"/>.</summary>
/// <param name="InputIds">Token ids [B, S], or null when a mixin embeds something else.</param>
/// <param name="Transformer">The backbone.</param>
public readonly record struct WordEmbeddingArgs(Tensor? InputIds, BaseTransformer Transformer);

/// <summary>Arguments of <see cref="TransformerHooks.PositionEmbeddingForward"/>.</summary>
/// <param name="PositionIds">Positions [S] or [B, S], or null.</param>
/// <param name="Hidden_BSE">The embedded tokens.</param>
/// <param name="Transformer">The backbone.</param>
public readonly record struct PositionEmbeddingArgs(Tensor? PositionIds, Tensor Hidden_BSE, BaseTransformer Transformer);

/// <summary>Arguments of <see cref="TransformerHooks.LayerForward"/>.</summary>
/// <param name="Hidden_BSE">The residual stream.</param>
/// <param name="Mask">Who sees whom.</param>
/// <param name="Block">The layer.</param>
/// <param name="Layer">Layer number.</param>
public readonly record struct LayerForwardArgs(Tensor Hidden_BSE, AttentionMask Mask, TransformerLayer Block, int Layer);

/// <summary>Arguments of <see cref="TransformerHooks.FinalForward"/>.</summary>
/// <param name="Hidden_BSE">The residual stream after the final norm.</param>
/// <param name="Transformer">The backbone.</param>
public readonly record struct FinalForwardArgs(Tensor Hidden_BSE, BaseTransformer Transformer);

/// <summary>Arguments of <see cref="TransformerHooks.Linear"/>.</summary>
/// <param name="Input">[..., in].</param>
/// <param name="Site">The projection and where it stands.</param>
public readonly record struct LinearArgs(Tensor Input, LinearSite Site)
{
    /// <summary>The projection's weights.</summary>
    public LinearLayer Linear => Site.Linear;
}
