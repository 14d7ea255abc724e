using Newtonsoft.Json.Linq;
using SharpSat.Core.Transformer;

namespace SharpSat.Video.Parity.Sat.Hooks;

/// <summary>SAT's table of model arguments (ARGS_DEFAULT): the transformer's parameter, the argument that sets it, its default here.</summary>
internal static class SatArgumentDefaults
{
    private static readonly Entry[] Table =
    [
        new("embedding_dropout_prob", "hidden_dropout", c => c.EmbeddingDropout),
        new("attention_dropout_prob", "attention_dropout", c => c.AttentionDropout),
        new("output_dropout_prob", "hidden_dropout", c => c.OutputDropout),
        new("inner_hidden_size", c => c.InnerHiddenSize),
        new("hidden_size_per_attention_head", c => c.HiddenSizePerAttentionHead),
        new("cross_hidden_size_per_attention_head", c => c.CrossHiddenSizePerAttentionHead),
        new("checkpoint_activations", c => c.CheckpointActivations),
        new("checkpoint_num_layers", c => c.CheckpointNumLayers),
        new("checkpoint_skip_layers", c => c.CheckpointSkipLayers),
        new("is_decoder", c => c.IsDecoderLayer(0)),
        new("cross_attn_hidden_size", c => c.CrossAttentionHiddenSize),
        new("use_final_layernorm", c => c.UseFinalLayerNorm),
        new("layernorm_epsilon", c => c.LayerNormEpsilon),
        new("use_bias", c => c.UseBias),
        new("use_qkv_bias", c => c.UseQkvBias),
        new("num_multi_query_heads", c => c.NumMultiQueryHeads),
        new("cross_num_multi_query_heads", c => c.CrossNumMultiQueryHeads),
        new("drop_path", c => c.DropPath),
        new("is_gated_mlp", c => c.IsGatedMlp),
        new("num_experts", c => c.NumExperts),

        // No settings here: what they would have to be for the numbers of a model in one process.
        new("row_parallel_linear_final_bias", c => c.UseOutputBias),
        new("is_rotary_emb", _ => false),
        new("parallel_output", _ => false),
    ];

    /// <summary>The entry of a parameter, or null.</summary>
    public static Entry? Find(string parameter) => Array.Find(Table, entry => entry.Parameter == parameter);

    /// <summary>One parameter.</summary>
    /// <param name="Parameter">Name in the transformer's constructor.</param>
    /// <param name="Argument">Name among the model's arguments.</param>
    /// <param name="Default">Its value in a configuration of defaults.</param>
    internal sealed record Entry(string Parameter, string Argument, Func<TransformerConfig, JToken> Default)
    {
        public Entry(string parameter, Func<TransformerConfig, JToken> byDefault)
            : this(parameter, parameter, byDefault)
        {
        }
    }
}
