using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>Times say nothing if the results differ.</summary>
internal static class SameNumbers
{
    /// <summary>Compares two ways of computing.</summary>
    /// <exception cref="InvalidOperationException">They differ by more than rounding explains.</exception>
    public static void Require(string name, Tensor x, Func<Tensor, Tensor> ours, Func<Tensor, Tensor> theirs)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ours(x).to(ScalarType.Float32), theirs(x).to(ScalarType.Float32));
        var (apart, size) = ((a - b).abs().max().item<float>(), b.abs().max().item<float>());
        var allowed = (x.dtype == ScalarType.Float32 ? 1e-4f : 0.03f) * size;
        if (!(apart <= allowed))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{name} gives other numbers: {apart} apart, {allowed} allowed."));
        }
    }
}
