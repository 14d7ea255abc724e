using System.Diagnostics;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Wrapper;

/// <summary>The script that builds and runs the program, with a compiler that only writes down when it works.</summary>
[Platform("Linux")]
public sealed class WrapperLockTests
{
    private const string Compiler = """
        #!/usr/bin/env bash
        case "$1" in
            --version) echo 10.0.100 ;;
            --list-runtimes) echo "Microsoft.NETCore.App 10.0.0 [/nowhere/shared/Microsoft.NETCore.App]" ;;
            build)
                root=$(dirname "$2")
                echo begin >> "$root/builds.log"
                sleep 0.5
                app="$root/SharpSat.Cli/bin/Release/net10.0/sharpsat"
                mkdir -p "$(dirname "$app")"
                printf '#!/usr/bin/env bash\necho "ran $*"\n' > "$app"
                chmod +x "$app"
                echo end >> "$root/builds.log" ;;
        esac
        """;

    [Test]
    public void FourAtOnce_BuildOnce_AndAgainOnlyWhenASourceChanges()
    {
        using var folder = new RunFolder();
        var root = folder.In("project");
        Lay(root);
        AddTools(folder.In("tools"));

        var runs = Enumerable.Range(0, 4).Select(rank => Start(root, folder.In("tools"), $"rank {rank}")).ToList();
        Assert.That(runs.Select(Finish), Is.EqualTo(Enumerable.Range(0, 4).Select(rank => (0, $"ran rank {rank}\n"))));
        Assert.That(Builds(root), Is.EqualTo(new[] { "begin", "end" }), "four processes, one build");

        Assert.That(Finish(Start(root, folder.In("tools"), "later")).Code, Is.Zero);
        Assert.That(Builds(root), Has.Length.EqualTo(2), "nothing changed");

        File.WriteAllText(Path.Combine(root, "SharpSat.Core", "New.cs"), "// new");
        Assert.That(Finish(Start(root, folder.In("tools"), "changed")).Code, Is.Zero);
        Assert.That(Builds(root), Is.EqualTo(new[] { "begin", "end", "begin", "end" }));
    }

    private static string[] Builds(string root) => File.ReadAllLines(Path.Combine(root, "builds.log"));

    // As much of a project as the script looks at.
    private static void Lay(string root)
    {
        foreach (var part in new[] { "SharpSat.Core", "SharpSat.Mixins", "SharpSat.Video", "SharpSat.Cli", "build" })
        {
            Directory.CreateDirectory(Path.Combine(root, part));
        }

        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "global.json" })
        {
            File.WriteAllText(Path.Combine(root, file), "{}");
        }

        var scripts = Path.Combine(TestContext.CurrentContext.TestDirectory, "Scripts");
        File.Copy(Path.Combine(scripts, "sharpsat"), Path.Combine(root, "sharpsat"));
        File.Copy(Path.Combine(scripts, "setup.sh"), Path.Combine(root, "build", "setup.sh"));
    }

    private static void AddTools(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in new[] { ("dotnet", Compiler), ("ffmpeg", "#!/bin/sh"), ("ffprobe", "#!/bin/sh") })
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    private static Process Start(string root, string tools, string argument)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(root, "sharpsat"), argument },
        };
        start.Environment["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start)!;
    }

    private static (int Code, string Output) Finish(Process process)
    {
        using var owned = process;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? (0, output) : (process.ExitCode, output + error);
    }
}
