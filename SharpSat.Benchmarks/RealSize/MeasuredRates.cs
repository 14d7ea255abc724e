using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.RealSize;

/// <summary>
/// What the machine does: products and attention, in floating-point operations for each second of processor time, which
/// other work on the machine changes little. In bfloat16 or float32, whichever is faster.
/// </summary>
/// <param name="Product">Rate of a large matrix product.</param>
/// <param name="Attention">Rate of fused attention over a long sequence.</param>
/// <param name="Dtype">The faster type.</param>
internal sealed record MeasuredRates(double Product, double Attention, ScalarType Dtype)
{
    private const int Tokens = 4444;
    private const int Width = 1920;
    private const int HeadSize = 64;
    private const int Rounds = 3;

    /// <summary>The best of three of each.</summary>
    public static MeasuredRates Measure() =>
        new[] { ScalarType.BFloat16, ScalarType.Float32 }.Select(Of).MaxBy(rates => rates.Product)!;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"in {Dtype}: bare products {Product / 1e9:0} GFLOP, bare attention {Attention / 1e9:0} GFLOP for each second of processor time");

    private static MeasuredRates Of(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var x = randn([Tokens, Width], dtype);
        var w = randn([3 * Width, Width], dtype);
        var heads = randn([1, 4, Tokens, HeadSize], dtype);
        return new MeasuredRates(
            Rate(2.0 * Tokens * Width * 3 * Width, () => nn.functional.linear(x, w)),
            Rate(4.0 * 4 * HeadSize * Tokens * Tokens, () => nn.functional.scaled_dot_product_attention(heads, heads, heads)),
            dtype);
    }

    private static double Rate(double operations, Func<Tensor> run)
    {
        run().Dispose();
        return Enumerable.Range(0, Rounds).Max(_ =>
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            run().Dispose();
            return operations / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        });
    }
}
