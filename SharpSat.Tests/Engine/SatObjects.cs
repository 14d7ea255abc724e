using Newtonsoft.Json.Linq;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Guidance;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Tests.Engine;

/// <summary>Builds our components from the <c>{target, params}</c> nodes of the golden cases.</summary>
public static class SatObjects
{
    /// <summary>Last part of the Python target.</summary>
    public static string ClassOf(JToken? node) => ((string?)node?["target"])?.Split('.')[^1] ?? string.Empty;

    public static ZeroSnrSchedule Schedule(JToken node)
    {
        Expect(node, "ZeroSNRDDPMDiscretization");
        var p = node["params"];
        return new ZeroSnrSchedule(new ZeroSnrScheduleParams
        {
            Shift = (double?)p?["shift_scale"] ?? 1,
            KeepStart = (bool?)p?["keep_start"] ?? false,
            ShiftLast = (bool?)p?["post_shift"] ?? false,
        });
    }

    public static ITimestepSampler Timesteps(JToken node)
    {
        Expect(node, "DiscreteSampling");
        var p = node["params"]!;
        return (bool?)p["uniform_sampling"] == true
            ? new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { Groups = (int?)p["group_num"] ?? 0, PlainUpTo = 8 })
            : new UniformTimesteps();
    }

    public static IDiffusionLoss Loss(JToken node)
    {
        Expect(node, "VideoDiffusionLoss");
        var p = new WeightedLossParams { MinSnr = (double?)node["params"]!["min_snr_value"] };
        return (string?)node["params"]!["type"] == "l1" ? new WeightedL1(p) : new WeightedMse(p);
    }

    public static IGuidance Guidance(JToken node, JToken? callScale)
    {
        if (callScale is not null && (double)callScale == 1)
        {
            return new NoGuidance();
        }

        var p = node["params"]!;
        return ClassOf(node) switch
        {
            "VanillaCFG" => new ClassifierFree(new ClassifierFreeParams { Scale = (double?)callScale ?? (double)p["scale"]! }),
            "DynamicCFG" => Dynamic(node),
            var other => throw new ArgumentException($"guider {other}"),
        };
    }

    public static DynamicClassifierFree Dynamic(JToken node)
    {
        Expect(node, "DynamicCFG");
        var p = node["params"]!;
        return new DynamicClassifierFree(new DynamicClassifierFreeParams
        {
            Scale = (double)p["scale"]!,
            Exponent = (double)p["exp"]!,
            Period = (int)p["num_steps"]!,
        });
    }

    public static CogVideoXConfig Network(JToken node)
    {
        Expect(node, "DiffusionTransformer");
        var p = node["params"]!;
        var modules = p["modules"]!;
        var positions = modules["pos_embed_config"]!;
        var rotary = ClassOf(positions) == "Rotary3DPositionEmbeddingMixin";
        return new CogVideoXConfig
        {
            NumLayers = (int)p["num_layers"]!,
            HiddenSize = (int)p["hidden_size"]!,
            NumAttentionHeads = (int)p["num_attention_heads"]!,
            InChannels = (int)p["in_channels"]!,
            OutChannels = (int)p["out_channels"]!,
            PatchSizeT = (int)p["patch_size"]![0]!,
            PatchSize = (int)p["patch_size"]![1]!,
            TimeEmbedDim = (int)p["time_embed_dim"]!,
            OfsEmbedDim = (int?)p["ofs_embed_dim"],
            TextHiddenSize = (int)modules["patch_embed_config"]!["params"]!["text_hidden_size"]!,
            TextLength = (int)positions["params"]!["text_length"]!,
            LatentFrames = (((int)p["num_frames"]! - 1) / (int)p["time_compressed_rate"]!) + 1,
            LatentHeight = (int)p["latent_height"]!,
            LatentWidth = (int)p["latent_width"]!,
            Positions = rotary ? PositionKind.Rotary : PositionKind.SinCos,
            HeightInterpolation = (double?)p["height_interpolation"] ?? 1,
            WidthInterpolation = (double?)p["width_interpolation"] ?? 1,
            QkNorm = (bool)modules["adaln_layer_config"]!["params"]!["qk_ln"]!,
            ElementwiseAffine = (bool)p["elementwise_affine"]!,
            UnusedPositionEmbeddings = rotary ? (int)p["transformer_args"]!["max_sequence_length"]! : 0,
        };
    }

    public static AutoencoderConfig Autoencoder(JToken node)
    {
        Expect(node, "VideoAutoencoderInferenceWrapper");
        var p = node["params"]!["encoder_config"]!["params"]!;
        return new AutoencoderConfig
        {
            InChannels = (int)p["in_channels"]!,
            OutChannels = (int)p["out_ch"]!,
            LatentChannels = (int)p["z_channels"]!,
            BaseChannels = (int)p["ch"]!,
            ChannelMultipliers = p["ch_mult"]!.ToObject<int[]>()!,
            ResBlocks = (int)p["num_res_blocks"]!,
            TemporalCompression = (int)p["temporal_compress_times"]!,
        };
    }

    public static ISampler Sampler(JToken node) => ClassOf(node) switch
    {
        "VideoDDIMSampler" or "Image2VideoDDIMSampler" => new Ddim(),
        "VPSDEDPMPP2MSampler" => new Dpmpp2mSde(new Dpmpp2mSdeParams
        {
            FixedFrames = (int?)node["params"]!["fixed_frames"] ?? 0,
            NoiseFixedFrames = (bool?)node["params"]!["sdedit"] ?? false,
        }),
        var other => throw new ArgumentException($"sampler {other}"),
    };

    private static void Expect(JToken node, string name)
    {
        if (ClassOf(node) != name)
        {
            throw new ArgumentException($"expected {name}, the case has {ClassOf(node)}");
        }
    }
}
