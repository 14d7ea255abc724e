using SharpSat.Benchmarks.Ratios.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>All contests, and those of the quick run.</summary>
internal static class RatioList
{
    private static readonly BlockSize[] Large =
    [
        new(1920, 30, 226, 4, 15, 15, Rotary: false), new(3072, 48, 226, 4, 15, 15, Rotary: true),
        new(1920, 30, 226, 13, 22, 15, Rotary: false), new(3072, 48, 226, 13, 22, 15, Rotary: true),
    ];

    /// <summary>The network of the nano preset, for which a step is measured at the batch of configs/nano.json.</summary>
    private static readonly BlockSize Nano = new(192, 3, 24, 5, 4, 4, Rotary: true, Batch: 16, TimeWidth: 64);

    /// <summary>The contests in their order.</summary>
    public static IEnumerable<RatioEntry> Of(bool quick)
    {
        var seconds = quick ? 4.0 : 12.0;
        foreach (var dtype in new[] { ScalarType.BFloat16, ScalarType.Float32 })
        {
            foreach (var size in quick ? Large[..1] : Large)
            {
                yield return new RatioEntry("block-forward", seconds, () => BlockForward.Prepare(size, dtype));
            }
        }

        yield return new RatioEntry("block-step", seconds, () => BlockStep.Prepare(Nano, ScalarType.Float32, loraRank: 0));
        yield return new RatioEntry("lora-step", seconds, () => BlockStep.Prepare(Nano, ScalarType.Float32, loraRank: 16));
        foreach (var dtype in quick ? [] : new[] { ScalarType.BFloat16, ScalarType.Float32 })
        {
            yield return new RatioEntry("lora-step", seconds, () => BlockStep.Prepare(Large[0], dtype, loraRank: 128));
            yield return new RatioEntry("block-step", seconds, () => BlockStep.Prepare(Large[0], dtype, loraRank: 0));
        }

        foreach (var dtype in new[] { ScalarType.BFloat16, ScalarType.Float32 })
        {
            yield return new RatioEntry("decoder-stage", seconds, () => DecoderStage.Prepare(48, 64, dtype));
        }

        foreach (var dtype in quick ? new[] { ScalarType.BFloat16 } : [ScalarType.BFloat16, ScalarType.Float32])
        {
            yield return new RatioEntry("t5-layer", seconds, () => T5Layer.Prepare(226, dtype));
        }

        yield return new RatioEntry("adamw", seconds, () => AdamWStep.Prepare(quick ? 20_000_000 : 100_000_000));
    }
}
