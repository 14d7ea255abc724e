using SharpSat.Benchmarks.Ratios.Blocks;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Networks;

/// <summary>A small network's forward pass through its hooks beside the same pass written out by hand.</summary>
internal static class WholeNetwork
{
    /// <summary>Sets the contest up; both must give the same numbers.</summary>
    public static Contest Prepare(BlockSize size, int layers)
    {
        var network = new CogVideoXTransformer(new CogVideoXConfig
        {
            NumLayers = layers, HiddenSize = size.Width, NumAttentionHeads = size.Heads, TimeEmbedDim = size.TimeWidth, TextHiddenSize = 64,
            TextLength = size.Text, LatentFrames = size.T, LatentHeight = 2 * size.H, LatentWidth = 2 * size.W, Positions = PositionKind.Rotary,
        });
        using var noise = new NoiseSource(5, "benchmark");
        network.Materialize(noise, ScalarType.Float32, CPU);
        BlockSubject.OpenGates(network);
        network.eval();
        var inlined = new InlinedNetwork(network);
        var x_BTCHW = noise.Normal([size.Batch, size.T, network.Config.InChannels, 2 * size.H, 2 * size.W], ScalarType.Float32, CPU);
        var timestep_B = full([size.Batch], 500, ScalarType.Int64);
        var conditioning = new Conditioning { Text_BSE = noise.Normal([size.Batch, size.Text, 64], ScalarType.Float32, CPU) };
        using (no_grad())
        {
            SameNumbers.Require("The network written out", x_BTCHW, Ours, x => inlined.Forward(x, timestep_B, conditioning.Text_BSE));
        }

        return new Contest(
            new Target("whole-network, over inlined code", "Float32", $"{layers} blocks, {size}", 1.00, 1.02),
            () => Once(() => Ours(x_BTCHW)),
            () => Once(() => inlined.Forward(x_BTCHW, timestep_B, conditioning.Text_BSE)),
            [],
            [network, inlined, x_BTCHW, timestep_B, conditioning.Text_BSE]);

        Tensor Ours(Tensor x) => network.Predict(x, timestep_B, conditioning);
    }

    private static void Once(Action forward)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        forward();
    }
}
