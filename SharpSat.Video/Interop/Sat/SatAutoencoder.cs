using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Video.Autoencoder;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The autoencoder that the reference's configuration describes (<c>VideoAutoencoderInferenceWrapper</c>).</summary>
internal sealed record SatAutoencoder
{
    /// <summary>Sizes.</summary>
    public required AutoencoderConfig Config { get; init; }

    /// <summary>The weight file, or null.</summary>
    public string? Weights { get; init; }

    /// <summary>Beginnings of weight names that are left out.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Processes that share a clip; with 1 or less a chunk's first frame is never treated apart in decoding.</summary>
    public int ContextParallel { get; init; }

    /// <summary>Reads a node on its own: every setting of it is used or refused by name.</summary>
    public static SatAutoencoder Read(JToken node)
    {
        var reading = new SatReading();
        var read = Read(node, reading);
        reading.RequireAllRead(node);
        return read;
    }

    /// <summary>Reads a node of a larger document.</summary>
    /// <exception cref="Core.Errors.InputException">A value is missing, of the wrong type, or not supported.</exception>
    public static SatAutoencoder Read(JToken node, SatReading reading)
    {
        if (SatNode.ClassOf(node) != "VideoAutoencodingEngine")
        {
            SatNode.Expect(node, "VideoAutoencoderInferenceWrapper");
        }

        var p = SatParams.Of(node, reading);
        var regularizer = p.Required("regularizer_config");
        SatNode.Expect(regularizer, "DiagonalGaussianRegularizer");
        SatParams.Of(regularizer, reading).Only("sample", true);

        // The loss and what belongs to it serve only the training of the autoencoder itself.
        p.Irrelevant("loss_config", "optimizer_config", "lr_g_factor", "monitor", "input_key");
        var decoder = Half(p.Required("decoder_config"), "ContextParallelDecoder3D", reading);
        var encoder = Half(p.Required("encoder_config"), "ContextParallelEncoder3D", reading);
        if (Text(decoder) != Text(encoder))
        {
            throw new SatUnsupportedException(p.Node("decoder_config"), $"{node.Path}.params", "encoder_config and decoder_config differ in size; they must be equal.");
        }

        return new SatAutoencoder
        {
            Config = encoder with { OutChannels = decoder.OutChannels },
            Weights = p.Text("ckpt_path"),
            Ignored = p.Texts("ignore_keys") ?? [],
            ContextParallel = p.OptionalInt("cp_size") ?? 0,
        };
    }

    private static AutoencoderConfig Half(JToken node, string name, SatReading reading)
    {
        SatNode.Expect(node, name);
        var p = SatParams.Of(node, reading);
        p.Only("double_z", true).Only("resamp_with_conv", true).Only("add_conv", false).Only("give_pre_end", false);

        // The reference builds no attention whatever attn_resolutions says, and runs the autoencoder without dropout.
        p.Irrelevant("resolution", "attn_resolutions", "dropout", "gather_norm", "pad_mode");
        var latent = p.Int("z_channels");
        return new AutoencoderConfig
        {
            InChannels = p.Int("in_channels"),
            OutChannels = p.Int("out_ch"),
            LatentChannels = p.Only("zq_ch", latent).Int("z_channels"),
            BaseChannels = p.Int("ch"),
            ChannelMultipliers = [.. p.Ints("ch_mult") ?? [1, 2, 4, 8]],
            ResBlocks = p.Int("num_res_blocks"),
            TemporalCompression = p.OptionalInt("temporal_compress_times") ?? 4,
        };
    }

    private static string Text(AutoencoderConfig config) =>
        $"{config with { InChannels = 0, OutChannels = 0, ChannelMultipliers = [] }} {string.Join(',', config.ChannelMultipliers)}";
}
