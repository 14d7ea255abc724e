using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace SharpSat.Cli.Diagnosis;

/// <summary>Looks at everything that SharpSat needs from the machine.</summary>
internal static class MachineCheck
{
    /// <summary>All findings, in a fixed order.</summary>
    public static IReadOnlyList<Finding> All() =>
    [
        new("sharpsat", FindingState.Ok, VersionOf(typeof(MachineCheck).Assembly)),
        new(".net", FindingState.Ok, RuntimeInformation.FrameworkDescription),
        new("system", FindingState.Ok, $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors"),
        new("torchsharp", FindingState.Ok, VersionOf(typeof(torch).Assembly)),
        NativeRepair.Finding(AppContext.BaseDirectory),
        .. Torch(),
        Tool.Finding("ffmpeg"),
        Tool.Finding("ffprobe"),
    ];

    private static IEnumerable<Finding> Torch()
    {
        string product;
        try
        {
            product = TrialProduct();
        }
#pragma warning disable CA1031 // a native library can fail in any way; doctor's job is to say so
        catch (Exception e)
#pragma warning restore CA1031
        {
            return [new Finding("libtorch", FindingState.Missing, $"does not load: {Innermost(e).Message.Split('\n')[0]}")];
        }

        return
        [
            new Finding("libtorch", FindingState.Ok, $"{torch.__version__}, trial matmul {product}"),
            new Finding("threads", FindingState.Ok, $"{torch.get_num_threads()} compute, OMP_WAIT_POLICY={Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "(not set)"}"),
            torch.cuda.is_available()
                ? new Finding("cuda", FindingState.Ok, $"{torch.cuda.device_count()} devices")
                : new Finding("cuda", FindingState.None, "no device; everything runs on the CPU"),
        ];
    }

    private static string TrialProduct()
    {
        using var scope = torch.NewDisposeScope();
        var a = torch.arange(6, dtype: torch.float32).reshape(2, 3);
        var sum = a.matmul(a.t()).sum().item<float>();
        return sum == 83 // sum of [[5, 14], [14, 50]]
            ? "right"
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"a trial matmul gives {sum} instead of 83"));
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
