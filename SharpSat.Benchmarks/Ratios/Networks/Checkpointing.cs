using SharpSat.Benchmarks.Ratios.Blocks;
using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training.Memory;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Networks;

/// <summary>A training step of 30 blocks that keep only their inputs over one of blocks that keep everything: peak of the activations, and time.</summary>
internal static class Checkpointing
{
    private const int Layers = 30;
    private static readonly BlockSize Size = new(256, 4, 66, 4, 12, 12, Rotary: true);

    /// <summary>Memory and time with all weights, then with a LoRA on frozen weights.</summary>
    public static IEnumerable<RatioRow> Measure(int rounds) => Measure(rounds, loraRank: 0).Concat(Measure(rounds, loraRank: 16));

    private static IEnumerable<RatioRow> Measure(int rounds, int loraRank)
    {
        using Step kept = new(checkpoint: false, loraRank), again = new(checkpoint: true, loraRank);
        var what = loraRank > 0 ? "LoRA" : "all weights";
        var times = Interleaved.Run([again.Run, kept.Run], TimeSpan.MaxValue, rounds);
        yield return RatioRow.Of(Named("time", loraRank > 0 ? 1.50 : 1.35, loraRank > 0 ? 1.55 : 1.40), times, 0, 1);
        var peaks = Enumerable.Range(0, 3).Select(_ => (double)again.PeakBytes() / kept.PeakBytes());
        yield return RatioRow.Of(Named("peak of activations", 1 / 6.0, 1 / 4.0), peaks);

        Target Named(string measure, double goal, double least) =>
            new($"activation-checkpointing, {measure}", "Float32", $"{Layers} blocks, {Size}, {what}", goal, least);
    }

    private sealed class Step : IDisposable
    {
        private readonly CogVideoXTransformer _network;
        private readonly Tensor _x_BTCHW;
        private readonly Tensor _timestep_B = full([1], 500, ScalarType.Int64);
        private readonly Conditioning _conditioning;

        public Step(bool checkpoint, int loraRank)
        {
            _network = new CogVideoXTransformer(new CogVideoXConfig
            {
                NumLayers = Layers, HiddenSize = Size.Width, NumAttentionHeads = Size.Heads, TimeEmbedDim = Size.Width, TextHiddenSize = 64, TextLength = Size.Text,
                LatentFrames = Size.T, LatentHeight = 2 * Size.H, LatentWidth = 2 * Size.W, Positions = PositionKind.Rotary, CheckpointActivations = checkpoint,
            });
            using var noise = new NoiseSource(3, "benchmark");
            _network.Materialize(noise, ScalarType.Float32, CPU);
            BlockSubject.OpenGates(_network);
            if (loraRank > 0)
            {
                _network.Freeze();
                var lora = new LoraMixin(new LoraParams { Rank = loraRank }, _network);
                lora.Materialize(noise, ScalarType.Float32, CPU);
                _network.Add("lora", lora);
            }

            _network.train();
            _x_BTCHW = noise.Normal([1, Size.T, _network.Config.InChannels, 2 * Size.H, 2 * Size.W], ScalarType.Float32, CPU);
            _conditioning = new Conditioning { Text_BSE = noise.Normal([1, Size.Text, 64], ScalarType.Float32, CPU) };
        }

        /// <summary>Forward and backward; gradients stay where they are, so that the next step needs no memory for them.</summary>
        public void Run()
        {
            using var scope = NewDisposeScope();
            _network.Predict(_x_BTCHW, _timestep_B, _conditioning, new ForwardContext { Training = true }).square().mean().backward();
        }

        /// <summary>The most that a step needs beyond what it finds.</summary>
        public long PeakBytes()
        {
            NativeHeap.GiveBack();
            var before = Environment.WorkingSet;
            return Math.Max(1, PeakMemory.Of(Run) - before);
        }

        public void Dispose()
        {
            _network.Dispose();
            _x_BTCHW.Dispose();
            _timestep_B.Dispose();
            _conditioning.Text_BSE.Dispose();
        }
    }
}
