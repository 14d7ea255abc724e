using Newtonsoft.Json.Linq;
using SharpSat.Core.Transformer;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The transformer that the reference's configuration describes (<c>dit_video_concat.DiffusionTransformer</c>).</summary>
internal static class SatNetwork
{
    /// <summary>Reads a node on its own: every setting of it is used or refused by name. Its LoRA is the caller's business.</summary>
    public static CogVideoXConfig Transformer(JToken node)
    {
        var reading = new SatReading();
        var config = Transformer(node, reading);
        reading.RequireAllRead(node);
        return config;
    }

    /// <summary>Reads a node of a larger document.</summary>
    /// <exception cref="Core.Errors.InputException">A value is missing, of the wrong type, or not supported.</exception>
    public static CogVideoXConfig Transformer(JToken node, SatReading reading)
    {
        SatNode.Expect(node, "DiffusionTransformer");
        var p = SatParams.Of(node, reading);
        var hidden = p.Int("hidden_size");
        var (patchTime, patchSide) = Patch(p);
        var backbone = Backbone(p);
        var modules = p.Inner("modules");
        var positions = SatPositions.Read(p, modules, hidden / Math.Max(1, p.Int("num_attention_heads")));
        reading.TakeAll(modules.Node("lora_config"));
        var text = SatParams.Of(modules.Required("patch_embed_config"), reading);
        var modulation = SatParams.Of(modules.Required("adaln_layer_config"), reading);
        _ = SatParams.Of(modules.Required("final_layer_config"), reading);
        p.Only("input_time", "adaln").Irrelevant("adm_in_channels", "parallel_output", "dtype").Only("num_classes", JValue.CreateNull());
        return new CogVideoXConfig
        {
            NumLayers = p.Int("num_layers"),
            HiddenSize = hidden,
            NumAttentionHeads = p.Int("num_attention_heads"),
            InChannels = p.Int("in_channels"),
            OutChannels = p.Int("out_channels"),
            PatchSizeT = patchTime,
            PatchSize = patchSide,
            TimeEmbedDim = p.OptionalInt("time_embed_dim") ?? hidden,
            OfsEmbedDim = p.OptionalInt("ofs_embed_dim"),
            TextHiddenSize = text.Int("text_hidden_size"),
            TextLength = positions.TextLength,

            // SAT's tables have a row per latent frame of num_frames also where a patch takes several frames.
            LatentFrames = (((p.Int("num_frames") - 1) / p.Int("time_compressed_rate")) + 1) * patchTime,
            LatentHeight = p.Int("latent_height"),
            LatentWidth = p.Int("latent_width"),
            Positions = positions.Kind,
            HeightInterpolation = positions.Height,
            WidthInterpolation = positions.Width,
            TimeInterpolation = positions.Time,
            RotaryTheta = positions.Theta,
            RotateValues = positions.RotateValues,
            QkNorm = modulation.Bool("qk_ln", true),
            ElementwiseAffine = p.Bool("elementwise_affine", true),
            SwiGlu = p.Bool("use_SwiGLU", false),
            Norm = p.Bool("use_RMSNorm", false) ? NormKind.RmsNorm : NormKind.LayerNorm,
            UnusedPositionEmbeddings = positions.Kind == PositionKind.SinCos ? 0 : backbone.Positions,
            CheckpointActivations = backbone.Checkpoint,
        };
    }

    /// <summary>[p_t, p, p]; a plain number p, as the 1.0 files have it, can only mean [1, p, p].</summary>
    private static (int Time, int Side) Patch(SatParams p)
    {
        var value = p.Required("patch_size");
        if (value is not JArray)
        {
            var side = p.Int("patch_size");
            p.Reading.Note(value, $"is read as [1, {side}, {side}]; the reference itself fails on a single number.");
            return (1, side);
        }

        var sizes = p.Ints("patch_size")!;
        return sizes.Count == 3 && sizes[1] == sizes[2]
            ? (sizes[0], sizes[1])
            : throw new SatUnsupportedException(value, value.Path, "must be [frames, side, side]: three numbers, the last two equal.");
    }

    private static (int Positions, bool Checkpoint) Backbone(SatParams p)
    {
        var args = p.Inner("transformer_args");
        args.Irrelevant("vocab_size", "skip_init").Only("layernorm_order", "pre").Only("is_decoder", false);
        if (args.OptionalInt("model_parallel_size") is > 1)
        {
            args.Ineffective("model_parallel_size", "is not used: the network stays whole on each process.");
        }

        return (args.OptionalInt("max_sequence_length") ?? 0, args.Bool("checkpoint_activations", false));
    }
}
