using System.Diagnostics;
using System.Globalization;
using SharpSat.Core.Training.Runs;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

/// <summary>A real process on a real disk that gets full under it: a small one in memory, which only this test sees.</summary>
[Category("Slow")]
[Platform("Linux")]
public sealed class FullDiskTests
{
    private const string Script = """
        set -u
        mount -t tmpfs -o size=60m tmpfs "$1" || exit 77
        train() { dotnet "$2" train tiny "${@:4}" --set trainer.run_dir="$1/run" --set trainer.max_steps="$3"; }
        train "$1" "$2" 1000 "${@:3}" > /dev/null 2> "$1.err" &
        while [ ! -d "$1/run/checkpoints/step-000002" ] && kill -0 $! 2> /dev/null; do sleep 0.1; done
        dd if=/dev/zero of="$1/filler" bs=64k 2> /dev/null
        wait $!
        echo "$?" > "$1.code"
        ls "$1/run/checkpoints" >> "$1.code"
        rm "$1/filler"
        last=$(ls -d "$1"/run/checkpoints/step-?????? | tail -n 1)
        train "$1" "$2" $((10#${last##*-} + 2)) "${@:3}" --resume > /dev/null 2>> "$1.err" || exit 1
        cp -r "$1/run" "$1.kept"
        """;

    private static readonly string[] Settings =
    [
        "data.target=moving_shapes", "data.params.count=6", "data.params.frames=5", "model.network.params.num_layers=1",
        "trainer.save_every=1", "trainer.schedule=constant",
    ];

    [Test]
    public void DiskThatGetsFull_EndsTheRunWithTheReason_AndTheRunGoesOnFromItsLastCheckpoint()
    {
        if (!File.Exists("/usr/bin/unshare"))
        {
            Assert.Ignore("A disk for this test alone needs unshare (util-linux).");
        }

        using var folder = new RunFolder();
        var disk = Directory.CreateDirectory(folder.In("disk")).FullName;
        File.WriteAllText(folder.In("fill.sh"), Script);
        var code = Run("unshare", ["-m", "bash", folder.In("fill.sh"), disk, Program, .. Arguments]);
        if (code is not 0 && !File.Exists(disk + ".code"))
        {
            Assert.Ignore($"A disk for this test alone needs the right to mount one (exit code {code}).");
        }

        var error = File.ReadAllText(disk + ".err");
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Match("The checkpoint of step \\d+ could not be written \\(No space left on device.*earlier ones are untouched"));
        Assert.That(File.ReadAllLines(disk + ".code")[0], Is.EqualTo("1"));

        var log = MetricsLog.Read(Path.Combine(disk + ".kept", "metrics.jsonl"));
        Assert.That(log.Select(line => line.Step), Is.EqualTo(Enumerable.Range(1, log.Count)), "no gap, no repeat");
        var steps = log.Count.ToString(CultureInfo.InvariantCulture);
        Assert.That(Run("dotnet", [Program, "train", "tiny", .. Arguments, "--set", $"trainer.run_dir={folder.In("straight")}", "--set", $"trainer.max_steps={steps}"]), Is.Zero);
        var last = Path.Combine("checkpoints", $"step-{log.Count:D6}", "model.safetensors");
        Assert.That(File.ReadAllBytes(Path.Combine(disk + ".kept", last)), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder.In("straight"), last))));
    }

    private static string Program => Path.Combine(TestContext.CurrentContext.TestDirectory, "sharpsat.dll");

    private static string[] Arguments => [.. Settings.SelectMany(setting => new[] { "--set", setting })];

    private static int Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardError.ReadToEnd();
        output.Wait();
        process.WaitForExit();
        return process.ExitCode;
    }
}
