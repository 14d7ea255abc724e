using System.Diagnostics;
using System.Globalization;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Quantization;

/// <summary>
/// A product with int8 weights beside the same with float ones, in turns: time, and how far the outputs are apart.
/// `dotnet run -c Release --project SharpSat.Benchmarks -- int8`.
/// </summary>
internal static class Int8Ratios
{
    private const int Rounds = 7;
    private static readonly (long In, long Out)[] Sizes = [(1920, 5760), (3072, 12288)];
    private static readonly long[] Tokens = [2, 226, 1126, 4516];

    /// <summary>Prints a row for each size and type.</summary>
    public static void Run()
    {
        Console.WriteLine("| weight | type | tokens | time, int8 / float: median (lowest, highest) | relative error of the output | weight, MiB: float, int8 |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (inputs, outputs) in Sizes)
        {
            foreach (var dtype in new[] { ScalarType.BFloat16, ScalarType.Float32 })
            {
                Size(inputs, outputs, dtype);
            }
        }
    }

    private static void Size(long inputs, long outputs, ScalarType dtype)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var plain = New(inputs, outputs, dtype);
        using var rounded = New(inputs, outputs, dtype);
        rounded.Quantize();
        foreach (var tokens in Tokens)
        {
            var x = randn([tokens, inputs], dtype);
            var ratios = Enumerable.Range(0, Rounds).Select(_ => Seconds(rounded, x) / Seconds(plain, x)).Skip(1).Order().ToList();
            var (a, b) = (plain.Forward(x).to(ScalarType.Float32), rounded.Forward(x).to(ScalarType.Float32));
            var error = ((a - b).square().mean().sqrt() / a.square().mean().sqrt()).item<float>();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {outputs}x{inputs} | {dtype} | {tokens} | {ratios[ratios.Count / 2]:0.00} ({ratios[0]:0.00}, {ratios[^1]:0.00}) | {error:0.0000} | {Mib(plain):0.0}, {Mib(rounded):0.0} |"));
        }
    }

    private static LinearLayer New(long inputs, long outputs, ScalarType dtype)
    {
        var layer = new LinearLayer(inputs, outputs, bias: true, WeightInit.Normal(0.02));
        using var noise = new NoiseSource(1, "int8");
        layer.Materialize(noise, dtype, CPU);
        return layer;
    }

    private static double Seconds(LinearLayer layer, Tensor x)
    {
        var clock = Stopwatch.StartNew();
        layer.Forward(x).Dispose();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Mib(LinearLayer layer) => layer.OwnWeights.Sum(w => w.Value.numel() * w.Value.ElementSize) / 1048576.0;
}
