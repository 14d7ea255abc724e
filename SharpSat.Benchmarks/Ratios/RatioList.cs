using SharpSat.Benchmarks.Ratios.Blocks;
using SharpSat.Benchmarks.Ratios.Files;
using SharpSat.Benchmarks.Ratios.Loops;
using SharpSat.Benchmarks.Ratios.MemoryBound;
using SharpSat.Benchmarks.Ratios.Networks;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>All that is measured, and what of it the quick run measures.</summary>
internal static class RatioList
{
    private static readonly ScalarType[] Types = [ScalarType.BFloat16, ScalarType.Float32];

    // The networks of 2b and 5b with short and longer clips.
    private static readonly BlockSize[] Large =
    [
        new(1920, 30, 226, 4, 15, 15, Rotary: false), new(3072, 48, 226, 4, 15, 15, Rotary: true),
        new(1920, 30, 226, 13, 22, 15, Rotary: false), new(3072, 48, 226, 13, 22, 15, Rotary: true),
    ];

    /// <summary>The network of the nano preset, for which a step is measured at the batch of configs/nano.json.</summary>
    private static readonly BlockSize Nano = new(192, 3, 24, 5, 4, 4, Rotary: true, Batch: 16, TimeWidth: 64);

    /// <summary>Everything; under six minutes on two cores.</summary>
    public static IEnumerable<RatioEntry> Full() =>
    [
        // First, while little memory is in use: what the framework costs is a few allocations.
        WholeNetwork(pairs: 400),
        .. BlockForwards(Large, seconds: 12),
        .. BlockSteps(seconds: 5),
        .. Types.Select(dtype => LargeStep("lora-step", dtype, loraRank: 128)),
        .. Types.Select(dtype => LargeStep("block-step", dtype, loraRank: 0)),
        .. Parts(seconds: 4),
        RatioEntry.Of("adamw", 8, () => AdamWStep.Prepare(100_000_000)),
        new RatioEntry("activation-checkpointing", () => Checkpointing.Measure(rounds: 9)),
        new RatioEntry("sampling-loop", () => SamplingLoop.Measure(videos: 3)),
        new RatioEntry("data-wait", () => DataWait.Measure(steps: 20)),
        new RatioEntry("open-weights", () => OpenWeights.Measure(rounds: 3)),
        .. Types.SelectMany(dtype => MemoryBoundKernels(dtype, seconds: 1)),
    ];

    /// <summary>The smaller sizes; about a minute.</summary>
    public static IEnumerable<RatioEntry> Quick() =>
    [
        WholeNetwork(pairs: 200),
        .. BlockForwards(Large[..1], seconds: 6),
        .. BlockSteps(seconds: 4),
        .. Parts(seconds: 4),
        RatioEntry.Of("adamw", 4, () => AdamWStep.Prepare(20_000_000)),
        new RatioEntry("sampling-loop", () => SamplingLoop.Measure(videos: 3)),
        .. MemoryBoundKernels(ScalarType.BFloat16, seconds: 1),
    ];

    private static IEnumerable<RatioEntry> BlockForwards(BlockSize[] sizes, double seconds) =>
        from dtype in Types
        from size in sizes
        select RatioEntry.Of("block-forward", seconds, () => BlockForward.Prepare(size, dtype));

    private static RatioEntry[] BlockSteps(double seconds) =>
    [
        RatioEntry.Of("block-step", seconds, () => BlockStep.Prepare(Nano, ScalarType.Float32, loraRank: 0)),
        RatioEntry.Of("lora-step", seconds, () => BlockStep.Prepare(Nano, ScalarType.Float32, loraRank: 16)),
    ];

    private static RatioEntry LargeStep(string name, ScalarType dtype, int loraRank) =>
        RatioEntry.Of(name, 5, () => BlockStep.Prepare(Large[0], dtype, loraRank));

    private static IEnumerable<RatioEntry> Parts(double seconds) =>
    [
        .. Types.Select(dtype => RatioEntry.Of("decoder-stage", seconds, () => DecoderStage.Prepare(48, 64, dtype))),
        RatioEntry.Of("t5-layer", seconds, () => T5Layer.Prepare(226, ScalarType.BFloat16)),
    ];

    private static RatioEntry WholeNetwork(int pairs) =>
        RatioEntry.Of("whole-network", double.PositiveInfinity, () => Networks.WholeNetwork.Prepare(Nano with { Batch = 2 }, layers: 4), pairs);

    private static IEnumerable<RatioEntry> MemoryBoundKernels(ScalarType dtype, double seconds) =>
        MovedBytes.Of(3072, 4516, dtype).Select(kernel => RatioEntry.Of(kernel.Name, seconds, kernel.Prepare));
}
