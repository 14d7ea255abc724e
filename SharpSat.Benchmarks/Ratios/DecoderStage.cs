using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>Two residual blocks of the video decoder beside their bare convolutions on ready, padded features, in the faster of both layouts.</summary>
internal static class DecoderStage
{
    private const int Channels = 128;
    private const int Latent = 16;
    private const int Frames = 4;

    /// <summary>Sets the contest up.</summary>
    public static Contest Prepare(int height, int width, ScalarType dtype)
    {
        var norm = new NormSettings(32, 1e-6);
        var blocks = new ModuleSequence<ResnetBlock3D>(Enumerable.Range(0, 2).Select(_ => new ResnetBlock3D(Channels, Channels, norm, Latent)));
        using var noise = new NoiseSource(8, "benchmark");
        blocks.Materialize(noise, dtype, CPU);
        var x = noise.Normal([1, Channels, Frames, height, width], dtype, CPU);
        var latent = noise.Normal([1, Latent, Frames, height / 4, width / 4], dtype, CPU);
        var weight = blocks.NamedWeights().First(w => w.Name.EndsWith("conv1.conv.weight", StringComparison.Ordinal)).Weight;
        var padded = noise.Normal([1, Channels, Frames + 2, height, width], dtype, CPU);

        // Channels last, as the library recognises it by the strides.
        var last = noise.Normal([1, Frames + 2, height, width, Channels], dtype, CPU).permute(0, 4, 1, 2, 3);
        var input = Faster(padded, last, weight.Value) ? last : padded;
        return new Contest(
            new Target("decoder-stage", dtype.ToString(), $"{Channels} x {Frames} x {height} x {width}", 1.20, 1.40), Ours, Convolutions, [], [blocks, x, latent, padded, last]);

        void Ours()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            var pass = new FramePass(TemporalGrouping.WholeGroups) { Latent_BCTHW = latent };
            blocks[1].Forward(blocks[0].Forward(x, pass), pass);
        }

        void Convolutions()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            for (var i = 0; i < 4; i++)
            {
                Convolve(input, weight.Value);
            }
        }
    }

    private static bool Faster(Tensor padded, Tensor last, Tensor weight)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var times = Interleaved.Run([() => Convolve(padded, weight), () => Convolve(last, weight)], TimeSpan.FromSeconds(1), 5);
        var ratios = times.Ratios(0, 1);
        return ratios[ratios.Length / 2] > 1;
    }

    private static Tensor Convolve(Tensor x, Tensor weight) => nn.functional.conv3d(x, weight, padding: [0, 1, 1]);
}
