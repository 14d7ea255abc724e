using Newtonsoft.Json.Linq;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>The <c>config.json</c> of a CogVideoXTransformer3DModel. Reference: diffusers cogvideox_transformer_3d.py.</summary>
internal static class TransformerConfigFile
{
    /// <summary>The class that the file configures.</summary>
    public const string ClassName = "CogVideoXTransformer3DModel";

    /// <exception cref="Core.Errors.InputException">A setting is not known or not supported.</exception>
    public static CogVideoXConfig Read(string file)
    {
        var c = ComponentConfig.Read(file).Of(ClassName);
        var (heads, headSize) = (c.Int("num_attention_heads", 30), c.Int("attention_head_dim", 64));
        var (patch, patchT) = (c.Int("patch_size", 2), c.OptionalInt("patch_size_t"));
        var (rotary, learned) = (c.Flag("use_rotary_positional_embeddings", false), c.Flag("use_learned_positional_embeddings", false));
        var normEpsilon = c.Number("norm_eps", 1e-5);
        var spatial = c.Number("spatial_interpolation_scale", 1.875);
        var frames = ((c.Int("sample_frames", 49) - 1) / c.Int("temporal_compression_ratio", 4)) + 1;
        if (learned && !rotary)
        {
            c.Only("use_learned_positional_embeddings", false);
        }

        c.Only("flip_sin_to_cos", true);
        c.Only("freq_shift", 0);
        c.Only("dropout", 0.0);
        c.Only("timestep_activation_fn", "silu");
        c.Only("activation_fn", "gelu-approximate", "gelu");
        var config = new CogVideoXConfig
        {
            NumLayers = c.Int("num_layers", 30),
            HiddenSize = heads * headSize,
            NumAttentionHeads = heads,
            InChannels = c.Int("in_channels", 16),
            OutChannels = c.Int("out_channels", 16),
            PatchSize = patch,
            PatchSizeT = patchT ?? 1,
            TimeEmbedDim = c.Int("time_embed_dim", 512),
            OfsEmbedDim = c.OptionalInt("ofs_embed_dim"),
            TextHiddenSize = c.Int("text_embed_dim", 4096),
            TextLength = c.Int("max_text_seq_length", 226),
            LatentFrames = Multiple(frames, patchT ?? 1, up: true),
            LatentHeight = Multiple(c.Int("sample_height", 60), patch, up: false),
            LatentWidth = Multiple(c.Int("sample_width", 90), patch, up: false),
            Positions = !rotary ? PositionKind.SinCos : learned ? PositionKind.RotaryAndLearnable : PositionKind.Rotary,
            PositionFit = patchT is null ? PositionFit.FitToBase : PositionFit.Slice,
            HeightInterpolation = spatial,
            WidthInterpolation = spatial,
            TimeInterpolation = c.Number("temporal_interpolation_scale", 1.0),
            ElementwiseAffine = c.Flag("norm_elementwise_affine", true),
            QkNormAffine = true,
            NormEpsilon = normEpsilon,
            OutputNormEpsilon = normEpsilon,
            QkvBias = c.Flag("attention_bias", true),
            PatchBias = patchT is not null || c.Flag("patch_bias", true),
            Activation = c.Text("activation_fn", "gelu-approximate") == "gelu" ? Activation.Gelu : Activation.GeluTanh,
        };
        c.Ignore("patch_bias");
        c.RequireAllTaken();
        config.Validate();
        return config;
    }

    /// <summary>
    /// The settings that <see cref="Read"/> reads as this network, as far as diffusers can say them (it knows one norm
    /// epsilon and its own ways to fit positions).
    /// </summary>
    /// <exception cref="Core.Errors.InputException">diffusers has no such network.</exception>
    public static JObject Write(CogVideoXConfig config)
    {
        RequireKnownToDiffusers(config);
        var convolution = TransformerWeights.IsConvolution(config);
        return new JObject
        {
            ["_class_name"] = ClassName,
            ["_diffusers_version"] = DiffusersFolder.Version,
            ["activation_fn"] = config.Activation == Activation.Gelu ? "gelu" : "gelu-approximate",
            ["attention_bias"] = config.QkvBias,
            ["attention_head_dim"] = config.HeadSize,
            ["dropout"] = 0.0,
            ["flip_sin_to_cos"] = true,
            ["freq_shift"] = 0,
            ["in_channels"] = config.InChannels,
            ["max_text_seq_length"] = config.TextLength,
            ["norm_elementwise_affine"] = config.ElementwiseAffine,
            ["norm_eps"] = config.NormEpsilon,
            ["num_attention_heads"] = config.NumAttentionHeads,
            ["num_layers"] = config.NumLayers,
            ["ofs_embed_dim"] = config.OfsEmbedDim,
            ["out_channels"] = config.OutChannels,
            ["patch_bias"] = convolution && config.PatchBias,
            ["patch_size"] = config.PatchSize,
            ["patch_size_t"] = convolution ? null : config.PatchSizeT,
            ["sample_frames"] = ((config.LatentFrames - config.PatchSizeT) * 4) + 1,
            ["sample_height"] = config.LatentHeight,
            ["sample_width"] = config.LatentWidth,
            ["spatial_interpolation_scale"] = config.HeightInterpolation,
            ["temporal_compression_ratio"] = 4,
            ["temporal_interpolation_scale"] = config.TimeInterpolation,
            ["text_embed_dim"] = config.TextHiddenSize,
            ["time_embed_dim"] = config.TimeEmbedDim,
            ["timestep_activation_fn"] = "silu",
            ["use_learned_positional_embeddings"] = config.Positions == PositionKind.RotaryAndLearnable,
            ["use_rotary_positional_embeddings"] = config.Positions != PositionKind.SinCos,
        };
    }

    private static void RequireKnownToDiffusers(CogVideoXConfig config)
    {
        var unknown = config switch
        {
            { SwiGlu: true } => "a SwiGLU feed-forward (swi_glu)",
            { Norm: not NormKind.LayerNorm } => "RMS norms (norm)",
            { QkNorm: false } => "no q/k norm (qk_norm)",
            { RotateValues: true } => "rotated values (rotate_values)",
            { ElementwiseAffine: false, QkNormAffine: not true } => "q/k norms without weights (qk_norm_affine)",
            { Activation: not (Activation.GeluTanh or Activation.Gelu) } => $"the activation {config.Activation}",
            { PatchBias: false, PatchSizeT: > 1 } => "a patch projection in time without bias (patch_bias)",
            _ when config.HeightInterpolation != config.WidthInterpolation => "different interpolation of rows and columns",
            _ => null,
        };
        if (unknown is not null)
        {
            throw new Core.Errors.InputException($"diffusers' {ClassName} cannot have {unknown}; this network stays in SAT's format.");
        }
    }

    private static int Multiple(int size, int patch, bool up) => (up ? size + patch - 1 : size) / patch * patch;
}
