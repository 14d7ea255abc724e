using BenchmarkDotNet.Attributes;
using SharpSat.Core.Tensors.Kernels;

namespace SharpSat.Benchmarks.Kernels;

/// <summary>What every suite beside plain operations has: which kind runs.</summary>
public abstract class KernelBenchmarks
{
    [Params(KernelKind.Plain, KernelKind.Fused)]
    public KernelKind Kind { get; set; }

    /// <summary>Makes the choice for the process; suites call it first.</summary>
    protected void Choose() => KernelChoice.Kind = Kind;
}
