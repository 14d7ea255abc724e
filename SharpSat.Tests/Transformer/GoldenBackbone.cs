using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Tests.Golden;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

/// <summary>Builds and feeds plain backbones as the recorded runs state them.</summary>
internal static class GoldenBackbone
{
    /// <summary>The model of a run, its weights read from under the run's prefix, each one used.</summary>
    public static BaseModel Build(GoldenCase golden, JObject run)
    {
        var args = (JObject)golden.Json["config"]!["model_args"]!.DeepClone();
        args.Merge(run["model_args"]!, new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        var model = new BaseModel(Config(args, (string)run["activation_func"]!, (string)run["layernorm"]!));
        var prefix = (string)run["weights_prefix"]!;
        using var weights = golden.Weights();
        var names = weights.Entries.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]);
        Assert.That(model.NamedWeights().Select(w => w.Name), Is.EquivalentTo(names));
        foreach (var (name, weight) in model.NamedWeights())
        {
            weight.Assign(weights.Read(prefix + name).clone());
        }

        return model;
    }

    public static TransformerInputs Inputs(GoldenCase golden, JObject run)
    {
        var inputs = run["inputs"]!;
        return new TransformerInputs
        {
            InputIds = golden.Tensor((string)inputs["input_ids"]!),
            PositionIds = golden.Tensor((string)inputs["position_ids"]!),
            Mask = Mask(golden, inputs["attention_mask"]!),
        };
    }

    public static ForwardContext Context(GoldenCase golden, JObject run)
    {
        var context = new ForwardContext
        {
            Training = (string)run["mode"]! == "train",
            OutputHiddenStates = (bool)run["output_hidden_states"]!,
        };
        foreach (var (name, value) in ((JObject)run["kwargs"]!).Cast<KeyValuePair<string, JToken>>().Where(p => p.Value.Type != JTokenType.Null))
        {
            _ = name switch
            {
                "encoder_outputs" => context.Set(TransformerContext.Encoder_BSE, golden.Tensor((string)value!)),
                "cross_attention_mask" => context.Set(TransformerContext.CrossAttentionMask, Mask(golden, value)),
                "log_attention_weights" => context.Set(TransformerContext.LogAttentionWeights, golden.Tensor((string)value!)),
                _ => throw new ArgumentException($"unknown keyword argument {name}"),
            };
        }

        return context;
    }

    private static AttentionMask Mask(GoldenCase golden, JToken value) => value.Type switch
    {
        JTokenType.Null => AttentionMask.Full,
        JTokenType.Integer => AttentionMask.Causal,
        JTokenType.Array => AttentionMask.Of(tensor(value.SelectMany(row => row).Select(v => (float)v).ToArray()).view(value.Count(), -1)),
        _ => AttentionMask.Of(golden.Tensor((string)value!)),
    };

    private static TransformerConfig Config(JObject args, string activation, string norm)
    {
        var known = new HashSet<string>(["skip_init", "model_parallel_size", "row_parallel_linear_final_bias"]);
        T Take<T>(string name, T otherwise)
        {
            known.Add(name);
            return args[name] is { Type: not JTokenType.Null } value ? value.ToObject<T>()! : otherwise;
        }

        var dropout = Take("hidden_dropout", 0.0);
        var config = new TransformerConfig
        {
            NumLayers = Take("num_layers", 0),
            VocabSize = Take("vocab_size", 0),
            HiddenSize = Take("hidden_size", 0),
            NumAttentionHeads = Take("num_attention_heads", 0),
            MaxSequenceLength = Take("max_sequence_length", 0),
            LayerNormOrder = Enum.Parse<LayerNormOrder>(Take("layernorm_order", "pre"), ignoreCase: true),
            LayerNormEpsilon = Take("layernorm_epsilon", 1e-5),
            IsGatedMlp = Take("is_gated_mlp", false),
            NumMultiQueryHeads = Take("num_multi_query_heads", 0),
            UseFinalLayerNorm = Take("use_final_layernorm", true),
            UseBias = Take("use_bias", true),
            UseQkvBias = Take("use_qkv_bias", false),
            HiddenSizePerAttentionHead = Take<int?>("hidden_size_per_attention_head", null),
            InnerHiddenSize = Take<int?>("inner_hidden_size", null),
            DropPath = Take("drop_path", 0.0),
            EmbeddingDropout = dropout,
            OutputDropout = dropout,
            AttentionDropout = Take("attention_dropout", 0.0),
            DecoderLayers = Decoder(Take<JToken>("is_decoder", false)),
            CrossAttentionHiddenSize = Take<int?>("cross_attn_hidden_size", null),
            CheckpointActivations = Take("checkpoint_activations", false),
            CheckpointNumLayers = Take("checkpoint_num_layers", 1),
            CheckpointSkipLayers = Take("checkpoint_skip_layers", 0),
            CrossNumMultiQueryHeads = Take("cross_num_multi_query_heads", 0),
            Activation = activation switch
            {
                "gelu_tanh" => Activation.GeluTanh,
                "silu" => Activation.Silu,
                "relu" => Activation.Relu,
                _ => throw new ArgumentException(activation),
            },
            Norm = norm == "RMSNorm" ? NormKind.RmsNorm : NormKind.LayerNorm,
        };
        Assert.That(args.Properties().Select(p => p.Name).Where(n => !known.Contains(n)), Is.Empty, "model_args this test does not know");
        return config;
    }

    private static bool[] Decoder(JToken value) => value is JArray list ? [.. list.Select(v => (bool)v)] : [(bool)value];
}
