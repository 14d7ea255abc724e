using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace SharpSat.Core.Training.Runs;

/// <summary>What a run ran on: <c>environment.json</c>.</summary>
internal sealed record RunEnvironment
{
    public string Sharpsat { get; init; } = Version(typeof(RunEnvironment).Assembly);

    public string Torchsharp { get; init; } = Version(typeof(torch).Assembly);

    public string Libtorch { get; init; } = torch.__version__;

    public string Dotnet { get; init; } = RuntimeInformation.FrameworkDescription;

    public string System { get; init; } = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}";

    public int Processors { get; init; } = Environment.ProcessorCount;

    public int Threads { get; init; } = torch.get_num_threads();

    public required string Device { get; init; }

    public required int Processes { get; init; }

    public string Machine { get; init; } = Environment.MachineName;

    public string CommandLine { get; init; } = Environment.CommandLine;

    public DateTimeOffset Started { get; init; } = DateTimeOffset.UtcNow;

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? assembly.GetName().Version?.ToString()
        ?? "unknown";
}
