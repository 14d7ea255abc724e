using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Interop.Sat;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>A building block of the autoencoder, made from the reference's name and params.</summary>
/// <param name="Module">The block.</param>
/// <param name="Forward">Runs it on features, with what accompanies them and, for residual blocks, a time embedding.</param>
internal sealed record SatVaeBlock(NetworkModule Module, Func<Tensor, FramePass, Tensor?, Tensor> Forward) : IDisposable
{
    private static readonly NormSettings Norm = new(32, 1e-6);

    /// <exception cref="SatUnsupportedException">The class or one of its params is not supported.</exception>
    public static SatVaeBlock Create(JToken node)
    {
        var reading = new SatReading();
        var p = SatParams.Of(node, reading);
        var block = SatNode.ClassOf(node) switch
        {
            "ContextParallelCausalConv3d" => Convolution(p),
            "DownSample3D" => Down(p),
            "Upsample3D" => Up(p),
            "SpatialNorm3D" => Spatial(p),
            "ContextParallelResnetBlock3D" => Residual(p),
            var other => throw new ParityUnsupportedException($"the block '{other}'"),
        };
        reading.RequireAllRead(node);
        return block;
    }

    public void Dispose() => Module.Dispose();

    private static SatVaeBlock Convolution(SatParams p)
    {
        var size = p.Required("kernel_size");
        var kernel = size is JArray ? p.Ints("kernel_size")!.Select(n => (long)n).ToArray() : [.. Enumerable.Repeat((long)p.Int("kernel_size"), 3)];
        p.Only("stride", 1);
        var conv = new CausalConv3d(p.Int("chan_in"), p.Int("chan_out"), kernel);
        return new SatVaeBlock(conv, (x, pass, _) => conv.Forward(x, pass.Cache));
    }

    private static SatVaeBlock Down(SatParams p)
    {
        var channels = p.Int("in_channels");
        var down = new Downsample3D(channels, p.Bool("compress_time", false), p.Bool("with_conv", true), p.OptionalInt("out_channels"));
        return new SatVaeBlock(down, (x, pass, _) => down.Forward(x, pass.Grouping));
    }

    private static SatVaeBlock Up(SatParams p)
    {
        var up = new Upsample3D(p.Int("in_channels"), p.Bool("compress_time", false), p.Bool("with_conv", true));
        return new SatVaeBlock(up, (x, pass, _) => up.Forward(x, pass.Grouping));
    }

    private static SatVaeBlock Spatial(SatParams p)
    {
        p.Only("affine", true).Irrelevant("gather", "freeze_norm_layer", "pad_mode");
        var settings = new NormSettings(p.Int("num_groups"), p.OptionalDouble("eps") ?? 1e-5);
        var norm = new SpatialNorm3D(p.Int("f_channels"), p.Int("zq_channels"), settings, p.Bool("add_conv", false));
        return new SatVaeBlock(norm, (x, pass, _) => norm.Forward(x, pass));
    }

    private static SatVaeBlock Residual(SatParams p)
    {
        var channels = p.Int("in_channels");
        p.Irrelevant("dropout", "gather_norm", "normalization");
        var block = new ResnetBlock3D(
            channels,
            p.OptionalInt("out_channels") ?? channels,
            Norm,
            p.OptionalInt("zq_ch"),
            p.OptionalInt("temb_channels") ?? 512,
            p.Bool("add_conv", false),
            p.Bool("conv_shortcut", false));
        return new SatVaeBlock(block, block.Forward);
    }
}
