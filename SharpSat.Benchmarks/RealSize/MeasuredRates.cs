using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.RealSize;

/// <summary>
/// What the machine does: bfloat16 products and attention, in floating-point operations for each second of processor time, which
/// other work on the machine changes little.
/// </summary>
/// <param name="Product">Rate of a large matrix product.</param>
/// <param name="Attention">Rate of fused attention over a long sequence.</param>
internal sealed record MeasuredRates(double Product, double Attention)
{
    private const int Tokens = 4444;
    private const int Width = 1920;
    private const int HeadSize = 64;
    private const int Rounds = 3;

    /// <summary>The best of three of each.</summary>
    public static MeasuredRates Measure()
    {
        using var scope = NewDisposeScope();
        var x = randn([Tokens, Width], ScalarType.BFloat16);
        var w = randn([3 * Width, Width], ScalarType.BFloat16);
        var heads = randn([1, 4, Tokens, HeadSize], ScalarType.BFloat16);
        return new MeasuredRates(
            Rate(2.0 * Tokens * Width * 3 * Width, () => nn.functional.linear(x, w)),
            Rate(4.0 * 4 * HeadSize * Tokens * Tokens, () => nn.functional.scaled_dot_product_attention(heads, heads, heads)));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"bare products {Product / 1e9:0} GFLOP, bare attention {Attention / 1e9:0} GFLOP for each second of processor time");

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
