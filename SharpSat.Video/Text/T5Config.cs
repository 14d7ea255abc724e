using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Text;

/// <summary>
/// Sizes of a T5 v1.1 encoder (gated tanh-GELU), under the member names of a Hugging Face <c>config.json</c>.
/// </summary>
public sealed record T5Config
{
    /// <summary>Width of the hidden states (E).</summary>
    [JsonProperty("d_model", Required = Required.Always)]
    public required int ModelSize { get; init; }

    /// <summary>Width of one attention head (D); heads times this need not equal <see cref="ModelSize"/>.</summary>
    [JsonProperty("d_kv", Required = Required.Always)]
    public required int HeadSize { get; init; }

    /// <summary>Inner width of the feed-forward layers.</summary>
    [JsonProperty("d_ff", Required = Required.Always)]
    public required int FeedForwardSize { get; init; }

    /// <summary>Attention heads (N).</summary>
    [JsonProperty("num_heads", Required = Required.Always)]
    public required int Heads { get; init; }

    /// <summary>Encoder blocks.</summary>
    [JsonProperty("num_layers", Required = Required.Always)]
    public required int Layers { get; init; }

    /// <summary>Rows of the embedding table; at least the tokenizer's vocabulary.</summary>
    [JsonProperty("vocab_size", Required = Required.Always)]
    public required int VocabularySize { get; init; }

    /// <summary>Relative position buckets, both directions together; an even number.</summary>
    [JsonProperty("relative_attention_num_buckets")]
    public int PositionBuckets { get; init; } = 32;

    /// <summary>Distances from here on share the last bucket.</summary>
    [JsonProperty("relative_attention_max_distance")]
    public int MaxDistance { get; init; } = 128;

    /// <summary>Added to the mean square in the norms.</summary>
    [JsonProperty("layer_norm_epsilon")]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>google/t5-v1_1-xxl, the text encoder of every CogVideoX variant.</summary>
    public static T5Config Xxl { get; } = new()
    {
        ModelSize = 4096,
        HeadSize = 64,
        FeedForwardSize = 10240,
        Heads = 64,
        Layers = 24,
        VocabularySize = 32128,
    };

    /// <summary>Reads a Hugging Face <c>config.json</c>; members that do not concern the encoder are left alone.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, is not such a config, or describes another feed-forward.</exception>
    public static T5Config ReadFrom(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"'{path}' does not exist; a T5 folder holds config.json, spiece.model and the weights.");
        }

        try
        {
            var json = JObject.Parse(File.ReadAllText(path));
            RefuseOtherKinds(json, path);
            var config = json.ToObject<T5Config>() ?? throw new InputException($"'{path}' is empty.");
            config.Validate(path);
            return config;
        }
        catch (JsonException error)
        {
            throw new InputException($"'{path}' is not a T5 config: {error.Message}", error);
        }
    }

    /// <summary>Checks that every size can be built.</summary>
    /// <param name="where">Named in the message.</param>
    /// <exception cref="InputException">A size is not positive, or the buckets are odd or fewer than 4.</exception>
    public void Validate(string where)
    {
        foreach (var (name, value) in new[]
        {
            ("d_model", ModelSize), ("d_kv", HeadSize), ("d_ff", FeedForwardSize), ("num_heads", Heads),
            ("num_layers", Layers), ("vocab_size", VocabularySize),
        })
        {
            if (value < 1)
            {
                throw new InputException($"{where}: {name} is {value}; it must be at least 1.");
            }
        }

        if (PositionBuckets < 4 || PositionBuckets % 4 != 0)
        {
            var nearest = Math.Max(4, (PositionBuckets + 2) / 4 * 4);
            throw new InputException(
                $"{where}: relative_attention_num_buckets is {PositionBuckets}; it must be a multiple of 4, such as {nearest}.");
        }

        if (MaxDistance <= PositionBuckets / 4)
        {
            throw new InputException(
                $"{where}: relative_attention_max_distance is {MaxDistance}; with {PositionBuckets} buckets it must be at least {(PositionBuckets / 4) + 1}.");
        }
    }

    private static void RefuseOtherKinds(JObject json, string path)
    {
        var feedForward = (string?)json["feed_forward_proj"] ?? "relu";
        if (feedForward != "gated-gelu")
        {
            throw new InputException(
                $"'{path}' has feed_forward_proj '{feedForward}'; the encoder is T5 v1.1, which has 'gated-gelu' (google/t5-v1_1-xxl, not t5-11b).");
        }
    }
}
