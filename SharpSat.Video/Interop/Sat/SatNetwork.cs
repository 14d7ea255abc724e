using Newtonsoft.Json.Linq;
using SharpSat.Core.Transformer;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The networks that the reference's configuration describes.</summary>
internal static class SatNetwork
{
    /// <summary>A <c>dit_video_concat.DiffusionTransformer</c>.</summary>
    public static CogVideoXConfig Transformer(JToken node)
    {
        SatNode.Expect(node, "DiffusionTransformer");
        var p = SatNode.Params(node);
        var modules = p["modules"]!;
        var positions = modules["pos_embed_config"]!;
        var sinCos = SatNode.ClassOf(positions) == "Basic3DPositionEmbeddingMixin";
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
            TextHiddenSize = (int)SatNode.Params(modules["patch_embed_config"])["text_hidden_size"]!,
            TextLength = (int)SatNode.Params(positions)["text_length"]!,
            LatentFrames = (((int)p["num_frames"]! - 1) / (int)p["time_compressed_rate"]!) + 1,
            LatentHeight = (int)p["latent_height"]!,
            LatentWidth = (int)p["latent_width"]!,
            Positions = sinCos ? PositionKind.SinCos
                : (bool?)SatNode.Params(positions)["learnable_pos_embed"] == true ? PositionKind.RotaryAndLearnable : PositionKind.Rotary,
            HeightInterpolation = (double?)p["height_interpolation"] ?? 1,
            WidthInterpolation = (double?)p["width_interpolation"] ?? 1,
            RotateValues = (bool?)SatNode.Params(positions)["rot_v"] ?? false,
            QkNorm = (bool?)SatNode.Params(modules["adaln_layer_config"])["qk_ln"] ?? true,
            ElementwiseAffine = (bool?)p["elementwise_affine"] ?? true,
            SwiGlu = (bool?)p["use_SwiGLU"] ?? false,
            Norm = (bool?)p["use_RMSNorm"] == true ? NormKind.RmsNorm : NormKind.LayerNorm,
            UnusedPositionEmbeddings = sinCos ? 0 : (int)p["transformer_args"]!["max_sequence_length"]!,
        };
    }

    /// <summary>A <c>VideoAutoencoderInferenceWrapper</c>.</summary>
    public static AutoencoderConfig Autoencoder(JToken node)
    {
        SatNode.Expect(node, "VideoAutoencoderInferenceWrapper");
        var p = SatNode.Params(SatNode.Params(node)["encoder_config"]);
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
}
