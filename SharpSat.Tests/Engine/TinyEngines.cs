using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Tests.Autoencoder;
using SharpSat.Video.Engine;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Small engines with seeded weights and a text encoder that hashes captions.</summary>
internal static class TinyEngines
{
    public static CogVideoXConfig Network { get; } = new()
    {
        NumLayers = 1,
        HiddenSize = 32,
        NumAttentionHeads = 2,
        InChannels = 4,
        OutChannels = 4,
        TimeEmbedDim = 16,
        TextHiddenSize = 6,
        TextLength = 3,
        LatentFrames = 4,
        LatentHeight = 8,
        LatentWidth = 12,
    };

    public static VideoDiffusionParts Parts(CogVideoXConfig? network = null) => new()
    {
        Transformer = new CogVideoXTransformer(network ?? Network),
        Autoencoder = TinyAutoencoders.Create(),
        Conditioner = new TextConditioner(new HashedText()),
        Schedule = new ZeroSnrSchedule(new ZeroSnrScheduleParams()),
        Parameterization = new VPrediction(),
        LatentScale = 0.7,
    };

    public static VideoDiffusionEngine Create(CogVideoXConfig? network = null, Func<VideoDiffusionParts, VideoDiffusionParts>? change = null)
    {
        var parts = Parts(network);
        var engine = new VideoDiffusionEngine(change?.Invoke(parts) ?? parts);
        using var noise = new NoiseSource(3, "init");
        engine.Materialize(noise, ScalarType.Float32, CPU);

        // Fresh gates are zero, which would hide the text and the timestep from these tests.
        using var guard = no_grad();
        foreach (var (name, weight) in engine.Transformer.NamedWeights())
        {
            if (weight.Value.requires_grad && name.Contains("final_layer", StringComparison.Ordinal) | name.Contains("adaLN", StringComparison.Ordinal))
            {
                using var draw = noise.Normal([.. weight.Shape], ScalarType.Float32, CPU);
                Tensor value = weight.Value;
                value.add_(draw, 0.1);
            }
        }

        return engine;
    }

    public sealed class HashedText : ITextEncoder
    {
        public int Length => 3;

        public int Width => 6;

        public ScalarType Dtype => ScalarType.Float32;

        public Device Device => CPU;

        public Tensor Encode(IReadOnlyList<string> captions)
        {
            using var scope = NewDisposeScope();
            var rows = captions.Select(caption =>
            {
                using var noise = new NoiseSource(0, caption);
                return noise.Normal([3, 6], ScalarType.Float32, CPU);
            });
            return stack(rows.ToArray()).MoveToOuterDisposeScope();
        }
    }
}
