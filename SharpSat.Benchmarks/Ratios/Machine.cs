using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>Says where figures come from.</summary>
internal static class Machine
{
    /// <summary>Processor, threads, library.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores, {torch.get_num_threads()} threads; libtorch of TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}.\n");

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
