namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// SAT's names of the autoencoder's weights (our own) and those of diffusers' AutoencoderKLCogVideoX, which counts the
/// decoder's resolutions from the other end. Reference: diffusers scripts/convert_cogvideox_to_diffusers.py.
/// </summary>
internal static class AutoencoderNames
{
    /// <summary>Names that only diffusers has.</summary>
    public static IReadOnlyList<string> DiffusersMarks { get; } = ["encoder.down_blocks.", "decoder.up_blocks."];

    /// <summary>Names that SAT has; diffusers has some of them too.</summary>
    public static IReadOnlyList<string> SatMarks { get; } = ["encoder.down.", "decoder.up.", "encoder.conv_in.", "decoder.conv_in."];

    /// <summary>The map.</summary>
    public static IReadOnlyList<NameRule> Rules { get; } =
    [
        .. Residual("encoder.down.{i}.block.{j}", "encoder.down_blocks.{i}.resnets.{j}"),
        .. Residual("encoder.mid.block_1", "encoder.mid_block.resnets.0"),
        .. Residual("encoder.mid.block_2", "encoder.mid_block.resnets.1"),
        .. Residual("decoder.up.{i}.block.{j}", "decoder.up_blocks.{r}.resnets.{j}"),
        .. Residual("decoder.mid.block_1", "decoder.mid_block.resnets.0"),
        .. Residual("decoder.mid.block_2", "decoder.mid_block.resnets.1"),
        NameRule.Same("encoder.down.{i}.downsample.conv.{w}", "encoder.down_blocks.{i}.downsamplers.0.conv.{w}"),
        NameRule.Same("decoder.up.{i}.upsample.conv.{w}", "decoder.up_blocks.{r}.upsamplers.0.conv.{w}"),
        .. Unchanged(
            "encoder.conv_in.conv", "encoder.norm_out", "encoder.conv_out.conv", "decoder.conv_in.conv", "decoder.conv_out.conv",
            "decoder.norm_out.norm_layer", "decoder.norm_out.conv_y.conv", "decoder.norm_out.conv_b.conv"),
    ];

    /// <summary>Whether a SAT checkpoint's tensor belongs to the training of an autoencoder only.</summary>
    public static bool IsUnused(string sat) => sat.StartsWith("loss.", StringComparison.Ordinal);

    private static IEnumerable<NameRule> Residual(string sat, string diffusers) =>
    [
        NameRule.Same($"{sat}.nin_shortcut.{{w}}", $"{diffusers}.conv_shortcut.{{w}}"),
        NameRule.Same($"{sat}.{{unit}}", $"{diffusers}.{{unit}}"),
    ];

    private static IEnumerable<NameRule> Unchanged(params IEnumerable<string> names) => names.Select(name => NameRule.Same($"{name}.{{w}}", $"{name}.{{w}}"));
}
