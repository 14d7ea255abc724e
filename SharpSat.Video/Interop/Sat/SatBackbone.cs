using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Transformer;

namespace SharpSat.Video.Interop.Sat;

/// <summary>
/// The backbone that SAT's arguments describe: <c>model_args</c>, <c>transformer_args</c>, or the flat <c>model_config.json</c>
/// (reference files sat/model/base_model.py and sat/transformer_defaults.py, ARGS_DEFAULT). Every argument is used, or known to
/// change no number here, or refused by name.
/// </summary>
internal static class SatBackbone
{
    // They say how a model is built or spread over processes, not what it computes.
    private static readonly string[] WithoutEffect =
    [
        "model_class", "skip_init", "parallel_output", "row_parallel_linear_final_bias", "seed", "use_gpu_initialization", "params_dtype", "fp16", "bf16",
    ];

    /// <summary>The configuration.</summary>
    /// <param name="args">SAT's arguments; what they leave out has SAT's default.</param>
    /// <param name="activation">SAT's activation_func, which its models pass beside the arguments.</param>
    /// <param name="norm">SAT's layernorm, likewise.</param>
    /// <exception cref="InputException">An argument is not known, has the wrong type, or asks for what is not supported.</exception>
    public static TransformerConfig Config(JObject args, Activation activation = Activation.GeluTanh, NormKind norm = NormKind.LayerNorm)
    {
        var given = new SatArguments(args, "the SAT model arguments");
        given.Skip(WithoutEffect);
        if (given.Take("model_parallel_size", 1) is not 1 and var ranks)
        {
            throw given.Refusal("model_parallel_size", $"is {ranks}, but only whole models (1) are read. Merge the checkpoint with SAT first.");
        }

        if (given.Take("is_rotary_emb", false))
        {
            throw given.Refusal("is_rotary_emb", "is true, but rotary positions are a mixin here. Add it in place of this argument.");
        }

        var dropout = given.Take("hidden_dropout", 0.0);
        var config = new TransformerConfig
        {
            NumLayers = given.Require<int>("num_layers"),
            HiddenSize = given.Require<int>("hidden_size"),
            NumAttentionHeads = given.Require<int>("num_attention_heads"),
            VocabSize = given.Require<int>("vocab_size"),
            MaxSequenceLength = given.Require<int>("max_sequence_length"),
            LayerNormOrder = Order(given),
            LayerNormEpsilon = given.Take("layernorm_epsilon", 1e-5),
            IsGatedMlp = given.Take("is_gated_mlp", false),
            NumMultiQueryHeads = given.Take("num_multi_query_heads", 0),
            CrossNumMultiQueryHeads = given.Take("cross_num_multi_query_heads", 0),
            UseFinalLayerNorm = given.Take("use_final_layernorm", true),
            UseBias = given.Take("use_bias", true),
            UseQkvBias = given.Take("use_qkv_bias", false),
            InnerHiddenSize = given.Take<int?>("inner_hidden_size", null),
            HiddenSizePerAttentionHead = given.Take<int?>("hidden_size_per_attention_head", null),
            CrossHiddenSizePerAttentionHead = given.Take<int?>("cross_hidden_size_per_attention_head", null),
            CrossAttentionHiddenSize = given.Take<int?>("cross_attn_hidden_size", null),
            DecoderLayers = Decoder(given),
            DropPath = given.Take("drop_path", 0.0),
            EmbeddingDropout = dropout,
            OutputDropout = dropout,
            AttentionDropout = given.Take("attention_dropout", 0.0),
            NumExperts = given.Take("num_experts", 1),
            CheckpointActivations = given.Take("checkpoint_activations", false),
            CheckpointNumLayers = given.Take("checkpoint_num_layers", 1),
            CheckpointSkipLayers = given.Take("checkpoint_skip_layers", 0),
            Activation = activation,
            Norm = norm,
        };
        given.RequireAllUsed();
        return config;
    }

    /// <summary>The activation that SAT's activation_func names.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static Activation ActivationOf(string? name) => name switch
    {
        null or "gelu_tanh" => Activation.GeluTanh,
        "gelu" => Activation.Gelu,
        "silu" => Activation.Silu,
        "relu" => Activation.Relu,
        _ => throw new InputException($"There is no activation_func '{name}'; there are gelu_tanh, gelu, silu, relu."),
    };

    /// <summary>The norm that SAT's layernorm names.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static NormKind NormOf(string? name) => name switch
    {
        null or "LayerNorm" => NormKind.LayerNorm,
        "RMSNorm" => NormKind.RmsNorm,
        _ => throw new InputException($"There is no layernorm '{name}'; there are LayerNorm and RMSNorm."),
    };

    private static LayerNormOrder Order(SatArguments given) => given.Take("layernorm_order", "pre") switch
    {
        "pre" => LayerNormOrder.Pre,
        "post" => LayerNormOrder.Post,
        "sandwich" => LayerNormOrder.Sandwich,
        var other => throw given.Refusal("layernorm_order", $"is '{other}'; it must be pre, post or sandwich."),
    };

    private static bool[] Decoder(SatArguments given) => given.Take<JToken>("is_decoder", false) switch
    {
        JValue { Type: JTokenType.Boolean } one => [(bool)one],
        JArray list when list.All(entry => entry.Type == JTokenType.Boolean) => [.. list.Select(entry => (bool)entry)],
        _ => throw given.Refusal("is_decoder", "must be true, false, or a list with one of them for each layer."),
    };
}
