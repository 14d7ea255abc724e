using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>The <c>config.json</c> of an AutoencoderKLCogVideoX. Reference: diffusers autoencoder_kl_cogvideox.py.</summary>
internal static class AutoencoderConfigFile
{
    /// <summary>The class that the file configures.</summary>
    public const string ClassName = "AutoencoderKLCogVideoX";

    private const double FixedEpsilon = 1e-6;
    private static readonly int[] DefaultChannels = [128, 256, 256, 512];

    /// <summary>Sizes, factor on the latents, and whether pictures for image-to-video are divided by it instead.</summary>
    /// <exception cref="InputException">A setting is not known or not supported.</exception>
    public static (AutoencoderConfig Config, double ScalingFactor, bool InvertScaleLatents) Read(string file)
    {
        var c = ComponentConfig.Read(file).Of(ClassName);
        var channels = c.Ints("block_out_channels", DefaultChannels);
        RequireBlocks(c, file, "down_block_types", "CogVideoXDownBlock3D", channels.Count);
        RequireBlocks(c, file, "up_block_types", "CogVideoXUpBlock3D", channels.Count);
        c.Only("act_fn", "silu", "swish");
        c.Only("use_quant_conv", false);
        c.Only("use_post_quant_conv", false);
        c.Only("shift_factor", [null]);
        c.Only("latents_mean", [null]);
        c.Only("latents_std", [null]);
        c.Ignore("force_upcast");
        var config = new AutoencoderConfig
        {
            InChannels = c.Int("in_channels", 3),
            OutChannels = c.Int("out_channels", 3),
            LatentChannels = c.Int("latent_channels", 16),
            BaseChannels = channels.Count > 0 ? channels[0] : 0,
            ChannelMultipliers = [.. channels.Select(count => channels[0] > 0 ? count / channels[0] : 0)],
            LevelChannels = channels.All(count => channels[0] > 0 && count % channels[0] == 0) ? null : channels,
            ResBlocks = c.Int("layers_per_block", 3),
            TemporalCompression = c.Int("temporal_compression_ratio", 4),
            NormGroups = c.Int("norm_num_groups", 32),
            NormEpsilon = FixedEpsilon,
            EncoderBlockNormEpsilon = c.Number("norm_eps", FixedEpsilon) is var epsilon && epsilon == FixedEpsilon ? null : epsilon,
            SampleHeight = c.Int("sample_height", 480),
            SampleWidth = c.Int("sample_width", 720),
        };
        var (scale, invert) = (c.Number("scaling_factor", 1.15258426), c.Flag("invert_scale_latents", false));
        c.RequireAllTaken();
        AutoencoderConfigRules.Check(config);
        return (config, scale, invert);
    }

    /// <summary>The settings that <see cref="Read"/> reads as this autoencoder.</summary>
    /// <exception cref="InputException">diffusers has no such autoencoder.</exception>
    public static JObject Write(AutoencoderConfig config, double scalingFactor, bool invertScaleLatents)
    {
        if (config.NormEpsilon != FixedEpsilon)
        {
            throw new InputException(FormattableString.Invariant($"diffusers' {ClassName} cannot have norm_epsilon {config.NormEpsilon}; {FixedEpsilon} is fixed there."));
        }

        return new JObject
        {
            ["_class_name"] = ClassName,
            ["_diffusers_version"] = DiffusersFolder.Version,
            ["act_fn"] = "silu",
            ["block_out_channels"] = new JArray(Enumerable.Range(0, config.Levels).Select(config.Channels)),
            ["down_block_types"] = new JArray(Enumerable.Repeat("CogVideoXDownBlock3D", config.Levels)),
            ["force_upcast"] = true,
            ["in_channels"] = config.InChannels,
            ["invert_scale_latents"] = invertScaleLatents,
            ["latent_channels"] = config.LatentChannels,
            ["latents_mean"] = null,
            ["latents_std"] = null,
            ["layers_per_block"] = config.ResBlocks,
            ["norm_eps"] = config.EncoderBlockNormEpsilon ?? FixedEpsilon,
            ["norm_num_groups"] = config.NormGroups,
            ["out_channels"] = config.OutChannels,
            ["sample_height"] = config.SampleHeight,
            ["sample_width"] = config.SampleWidth,
            ["scaling_factor"] = scalingFactor,
            ["shift_factor"] = null,
            ["temporal_compression_ratio"] = config.TemporalCompression,
            ["up_block_types"] = new JArray(Enumerable.Repeat("CogVideoXUpBlock3D", config.Levels)),
            ["use_post_quant_conv"] = false,
            ["use_quant_conv"] = false,
        };
    }

    private static void RequireBlocks(ComponentConfig c, string file, string name, string type, int count)
    {
        if (c.Texts(name) is { } types && (types.Count != count || types.Any(t => t != type)))
        {
            throw new InputException($"'{file}': '{name}' is {string.Join(", ", types)}; {count} times {type}, one for each of block_out_channels, is supported.");
        }
    }
}
