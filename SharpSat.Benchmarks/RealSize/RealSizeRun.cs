using System.Globalization;
using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.RealSize;

/// <summary>
/// The parts of a preset at their true size with random bfloat16 weights, one after the other: what one forward pass of each
/// takes. <c>real-size PRESET [all|network|autoencoder|text] [FRAMES]</c>. It takes minutes to an hour, so it is no
/// BenchmarkDotNet suite.
/// </summary>
internal static class RealSizeRun
{
    private static readonly string[] Parts = ["text", "autoencoder", "network"];

    /// <summary>Measures and prints a table.</summary>
    /// <param name="arguments">Preset, then parts, then frames; the last two may be left out.</param>
    public static void Run(IReadOnlyList<string> arguments)
    {
        var preset = arguments.ElementAtOrDefault(0) ?? "cogvideox-2b";
        var part = arguments.ElementAtOrDefault(1) ?? "all";
        var config = RunConfigFile.Load([preset]).Config;
        var sampling = config.Sampling!;
        var frames = arguments.ElementAtOrDefault(2) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : sampling.Frames;
        using var guard = no_grad();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{preset}, bf16, {Environment.ProcessorCount} cores, {get_num_threads()} threads, {DateTime.UtcNow:yyyy-MM-dd}"));
        var rates = MeasuredRates.Measure();
        Console.WriteLine(rates);
        Console.WriteLine(PartFigures.Header);
        foreach (var name in Parts.Where(name => part == "all" || part == name))
        {
            var figures = name switch
            {
                "text" => RealParts.TextEncoder(config.Model, rates),
                "autoencoder" => RealParts.Autoencoder(config.Model, sampling, rates),
                _ => RealParts.Network(config.Model, sampling, frames, rates),
            };
            Console.WriteLine(figures);
        }

        Console.WriteLine($"again at the end: {MeasuredRates.Measure()}");
    }

    /// <summary>Fills a module with fresh bfloat16 weights.</summary>
    /// <returns>Bytes of the weights.</returns>
    public static long Fill(nn.Module module)
    {
        using var noise = new NoiseSource(1, "real_size");
        module.Materialize(noise, ScalarType.BFloat16, CPU);
        return module.NamedWeights().Sum(w => w.Weight.Value.numel() * w.Weight.Value.ElementSize);
    }

    /// <summary>The network's own params of a preset.</summary>
    public static T Params<T>(ComponentNode node) => ConfigBinder.Bind<T>(node.Params, $"{node.Target}.params");
}
