using Newtonsoft.Json.Linq;
using SharpSat.Video.StepCaching;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>caching</c> of the diffusers suite: pipeline calls with a step cache, and how often parts of the network ran.</summary>
internal sealed class DiffusersCachingReplay(ParityCase parity) : IParityReplay
{
    private const string Type = "type";

    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "generate")
        {
            throw ParityOptions.UnknownOp(run);
        }

        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "calls", "block0.attn1.batch_sizes");
        var calls = new LayerCalls();
        var pipeline = new PipelineRun(parity, parity.PathOf((string)parity.Json["model"]!), run, recorder) { Cache = Cache(run["cache"] as JObject), Observer = calls };
        pipeline.Replay();
        recorder.Value("calls", run, "calls", new JObject
        {
            ["transformer"] = pipeline.NetworkCalls,
            ["block0.attn1"] = calls.AttentionBatches.Count,
            ["block1.ff"] = calls.FeedForwards,
        });
        recorder.Value("batch_sizes", run, "block0.attn1.batch_sizes", new JArray(calls.AttentionBatches));
    }

    public void Dispose()
    {
    }

    private static IStepCache? Cache(JObject? node) => (string?)node?[Type] switch
    {
        null => null,
        "pyramid_attention_broadcast" => PyramidAttention(node),
        "faster_cache" => FasterCache(node),
        "first_block_cache" => FirstBlock(node),
        var other => throw new ParityUnsupportedException($"the cache '{other}'"),
    };

    private static PyramidAttentionBroadcast PyramidAttention(JObject node)
    {
        ParityOptions.RequireKnown(node, "cache", Type, "spatial_attention_block_skip_range", "spatial_attention_timestep_skip_range");
        var (above, below) = Range(node, "spatial_attention_timestep_skip_range");
        return new(new() { Every = (int)node["spatial_attention_block_skip_range"]!, Above = above, Below = below });
    }

    private static FasterCache FasterCache(JObject node)
    {
        ParityOptions.RequireKnown(
            node, "cache", Type, "spatial_attention_block_skip_range", "spatial_attention_timestep_skip_range", "unconditional_batch_skip_range", "unconditional_batch_timestep_skip_range", "tensor_format", "attention_weight");
        if ((string?)node["tensor_format"] != "BFCHW")
        {
            throw new ParityUnsupportedException($"the tensor_format '{(string?)node["tensor_format"]}'");
        }

        var (attentionAbove, attentionBelow) = Range(node, "spatial_attention_timestep_skip_range");
        var (unconditionalAbove, unconditionalBelow) = Range(node, "unconditional_batch_timestep_skip_range");
        return new(new()
        {
            AttentionEvery = (int)node["spatial_attention_block_skip_range"]!,
            AttentionAbove = attentionAbove,
            AttentionBelow = attentionBelow,
            AttentionWeight = (double)node["attention_weight"]!,
            UnconditionalEvery = (int)node["unconditional_batch_skip_range"]!,
            UnconditionalAbove = unconditionalAbove,
            UnconditionalBelow = unconditionalBelow,
        });
    }

    private static FirstBlockCache FirstBlock(JObject node)
    {
        ParityOptions.RequireKnown(node, "cache", Type, "threshold");
        return new(new() { Threshold = (double)node["threshold"]! });
    }

    private static (double Above, double Below) Range(JObject node, string name) => ((double)node[name]![0]!, (double)node[name]![1]!);
}
