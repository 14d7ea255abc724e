using SharpSat.Core.Context;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>What a caller may give the backbone beside its inputs, by <see cref="ForwardContext.Set{T}"/>.</summary>
public static class TransformerContext
{
    /// <summary>Encoder outputs [B, S, cross width] that decoder layers attend to; without them they skip cross attention.</summary>
    public static ContextKey<Tensor> Encoder_BSE { get; } = new("encoder_outputs", "the caller of a decoder");

    /// <summary>Which encoder tokens are seen, [B, 1, 1, S] as a rule; all of them if not set.</summary>
    public static ContextKey<AttentionMask> CrossAttentionMask { get; } = new("cross_attention_mask", "the caller of a decoder");

    /// <summary>Added to every attention's scores before the mask; broadcasts to [B, N, S, S].</summary>
    public static ContextKey<Tensor> LogAttentionWeights { get; } = new("log_attention_weights", "the caller");
}
