namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// SAT's names of the transformer's weights (our own) and those of diffusers' CogVideoXTransformer3DModel.
/// Reference: diffusers scripts/convert_cogvideox_to_diffusers.py.
/// </summary>
internal static class TransformerNames
{
    /// <summary>The patch projection, which diffusers stores as a convolution where patches have no time.</summary>
    public const string PatchProjection = "mixins.patch_embed.proj.weight";

    /// <summary>The added positions; diffusers stores them only where they are learned.</summary>
    public const string PositionTable = "mixins.pos_embed.pos_embedding";

    /// <summary>A name that only diffusers has.</summary>
    public const string DiffusersMark = "transformer_blocks.0.";

    /// <summary>The map.</summary>
    public static IReadOnlyList<NameRule> Rules { get; } =
    [
        NameRule.Split(
            "transformer.layers.{i}.attention.query_key_value.{w}",
            3,
            new NamePart("transformer_blocks.{i}.attn1.to_q.{w}", [0]),
            new NamePart("transformer_blocks.{i}.attn1.to_k.{w}", [1]),
            new NamePart("transformer_blocks.{i}.attn1.to_v.{w}", [2])),
        NameRule.Same("transformer.layers.{i}.attention.dense.{w}", "transformer_blocks.{i}.attn1.to_out.0.{w}"),
        NameRule.Same("transformer.layers.{i}.mlp.dense_h_to_4h.{w}", "transformer_blocks.{i}.ff.net.0.proj.{w}"),
        NameRule.Same("transformer.layers.{i}.mlp.dense_4h_to_h.{w}", "transformer_blocks.{i}.ff.net.2.{w}"),
        NameRule.Same("transformer.layers.{i}.input_layernorm.{w}", "transformer_blocks.{i}.norm1.norm.{w}"),
        NameRule.Same("transformer.layers.{i}.post_attention_layernorm.{w}", "transformer_blocks.{i}.norm2.norm.{w}"),

        // SAT: shift, scale, gate of attention, the same of the feed-forward, then all six for text.
        NameRule.Split(
            "mixins.adaln_layer.adaLN_modulations.{i}.1.{w}",
            12,
            new NamePart("transformer_blocks.{i}.norm1.linear.{w}", [0, 1, 2, 6, 7, 8]),
            new NamePart("transformer_blocks.{i}.norm2.linear.{w}", [3, 4, 5, 9, 10, 11])),
        NameRule.Same("mixins.adaln_layer.query_layernorm_list.{i}.{w}", "transformer_blocks.{i}.attn1.norm_q.{w}"),
        NameRule.Same("mixins.adaln_layer.key_layernorm_list.{i}.{w}", "transformer_blocks.{i}.attn1.norm_k.{w}"),
        NameRule.Same("transformer.final_layernorm.{w}", "norm_final.{w}"),
        NameRule.Same("time_embed.0.{w}", "time_embedding.linear_1.{w}"),
        NameRule.Same("time_embed.2.{w}", "time_embedding.linear_2.{w}"),
        NameRule.Same("ofs_embed.0.{w}", "ofs_embedding.linear_1.{w}"),
        NameRule.Same("ofs_embed.2.{w}", "ofs_embedding.linear_2.{w}"),
        NameRule.Same("mixins.patch_embed.proj.{w}", "patch_embed.proj.{w}"),
        NameRule.Same("mixins.patch_embed.text_proj.{w}", "patch_embed.text_proj.{w}"),
        NameRule.Same("mixins.final_layer.norm_final.{w}", "norm_out.norm.{w}"),
        NameRule.Same("mixins.final_layer.linear.{w}", "proj_out.{w}"),
        NameRule.Same("mixins.final_layer.adaLN_modulation.1.{w}", "norm_out.linear.{w}"),
        NameRule.Same(PositionTable, "patch_embed.pos_embedding"),
    ];

    /// <summary>Whether a SAT checkpoint's tensor is one that nothing is computed with: unused embeddings, stored rotary angles.</summary>
    public static bool IsUnused(string sat) =>
        sat is "mixins.pos_embed.freqs_sin" or "mixins.pos_embed.freqs_cos"
            or "transformer.word_embeddings.weight" or "transformer.position_embeddings.weight"
        || sat.Contains("embed_tokens", StringComparison.Ordinal);
}
