using System.Text;

namespace SharpSat.Cli.Diagnosis;

/// <summary>
/// Whether libLibTorchSharp.so asks for a libstdc++ symbol version that this system lacks, and whether the build has
/// marked that requirement as weak in the copy beside the program (build/NativeRepair.targets).
/// </summary>
internal static class NativeRepair
{
    private const string Version = "GLIBCXX_3.4.32";

    /// <summary>Looks at the libraries.</summary>
    public static Finding Finding(string baseDirectory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new Finding("native repair", FindingState.None, "only Linux builds of TorchSharp need it");
        }

        var library = new[] { "runtimes/linux-x64/native/libLibTorchSharp.so", "libLibTorchSharp.so" }
            .Select(relative => Path.Combine(baseDirectory, relative))
            .FirstOrDefault(File.Exists);
        if (library is null)
        {
            return new Finding("native repair", FindingState.Missing, $"libLibTorchSharp.so is not in {baseDirectory}");
        }

        var systemHasIt = SystemProvides();
        return ElfVersionNeed.IsWeak(File.ReadAllBytes(library), Version) switch
        {
            null => new Finding("native repair", FindingState.None, $"not needed: the library does not ask for {Version}"),
            true => new Finding("native repair", FindingState.Ok, $"{(systemHasIt ? "not needed here" : "needed")} and applied: {Version} is weak"),
            false when systemHasIt => new Finding("native repair", FindingState.None, $"not needed: the system's libstdc++ has {Version}"),
            false => new Finding("native repair", FindingState.Missing, $"needed but not applied: libstdc++ lacks {Version}; build again with './sharpsat' or 'dotnet build'"),
        };
    }

    private static bool SystemProvides()
    {
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib"];
        var library = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return library is not null && File.ReadAllBytes(library).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Version + "\0")) >= 0;
    }
}
