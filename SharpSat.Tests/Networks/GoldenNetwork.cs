using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Networks;

/// <summary>Builds networks from the reference's own configs as the recorded cases state them.</summary>
internal static class GoldenNetwork
{
    public static CogVideoXTransformer Build(JToken config)
    {
        var p = config["params"]!;
        var pos = p["modules"]!["pos_embed_config"]!;
        var target = ((string)pos["target"]!).Split('.')[^1];
        var patch = p["patch_size"]!;
        return new CogVideoXTransformer(new CogVideoXConfig
        {
            NumLayers = (int)p["num_layers"]!,
            HiddenSize = (int)p["hidden_size"]!,
            NumAttentionHeads = (int)p["num_attention_heads"]!,
            InChannels = (int)p["in_channels"]!,
            OutChannels = (int)p["out_channels"]!,
            PatchSizeT = (int)patch[0]!,
            PatchSize = (int)patch[1]!,
            TimeEmbedDim = (int)p["time_embed_dim"]!,
            OfsEmbedDim = (int?)p["ofs_embed_dim"],
            TextHiddenSize = (int)p["modules"]!["patch_embed_config"]!["params"]!["text_hidden_size"]!,
            TextLength = (int)pos["params"]!["text_length"]!,
            LatentFrames = (((int)p["num_frames"]! - 1) / (int)p["time_compressed_rate"]!) + 1,
            LatentHeight = (int)p["latent_height"]!,
            LatentWidth = (int)p["latent_width"]!,
            Positions = target == "Basic3DPositionEmbeddingMixin" ? PositionKind.SinCos
                : (bool?)pos["params"]!["learnable_pos_embed"] == true ? PositionKind.RotaryAndLearnable : PositionKind.Rotary,
            HeightInterpolation = (double?)p["height_interpolation"] ?? 1,
            WidthInterpolation = (double?)p["width_interpolation"] ?? 1,
            RotateValues = (bool?)pos["params"]!["rot_v"] ?? false,
            QkNorm = (bool?)p["modules"]!["adaln_layer_config"]!["params"]!["qk_ln"] ?? true,
            ElementwiseAffine = (bool)p["elementwise_affine"]!,
            SwiGlu = (bool?)p["use_SwiGLU"] ?? false,
            Norm = (bool?)p["use_RMSNorm"] == true ? NormKind.RmsNorm : NormKind.LayerNorm,
            UnusedPositionEmbeddings = target == "Basic3DPositionEmbeddingMixin" ? 0 : (int)p["transformer_args"]!["max_sequence_length"]!,
        });
    }

    /// <summary>Fills every weight from the file in float32; each must be there, and (if strict) nothing else.</summary>
    public static void Load(nn.Module network, IWeightSource source, bool strict = true)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, weight) in network.NamedWeights())
        {
            using var stored = source.Read(name);
            weight.Assign(stored.to(ScalarType.Float32).clone());
            names.Add(name);
        }

        if (strict)
        {
            Assert.That(source.Entries.Keys.Where(n => !names.Contains(n)), Is.Empty, "weights the network does not have");
        }
    }
}
