using System.Diagnostics;
using System.Globalization;
using SharpSat.Core.Training.Runs;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

/// <summary>Real processes that are killed without warning, or asked to stop.</summary>
[Category("Slow")]
public sealed class KillTests
{
    private const int Kills = 50;

    [Test]
    public void FiftyKills_AtRandomMoments_LoseNothingAndChangeNothing()
    {
        using var folder = new RunFolder();
        var random = new Random(20);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Logged(folder.In("killed"));
            using var run = Start(folder.In("killed"), 100000);
            Assert.That(() => run.HasExited || Logged(folder.In("killed")) > before, Is.True.After(120000, 5), $"kill {kill}: it goes on");
            Assert.That(run.HasExited, Is.False, $"kill {kill}: {(run.HasExited ? run.StandardError.ReadToEnd() : string.Empty)}");
            Thread.Sleep(random.Next(0, 400));
            run.Kill();
            run.WaitForExit();
        }

        var steps = Steps(folder.In("killed")) + 2;
        Finish(folder.In("killed"), steps);
        Finish(folder.In("straight"), steps);
        var last = Path.Combine("checkpoints", "step-" + steps.ToString("D6", CultureInfo.InvariantCulture));
        foreach (var file in new[] { "model.safetensors", "ema.safetensors", "optimizer.safetensors", "state.json" })
        {
            Assert.That(
                File.ReadAllBytes(folder.In(Path.Combine("killed", last, file))),
                Is.EqualTo(File.ReadAllBytes(folder.In(Path.Combine("straight", last, file)))), file);
        }

        var (killed, straight) = (MetricsLog.Read(folder.In("killed/metrics.jsonl")), MetricsLog.Read(folder.In("straight/metrics.jsonl")));
        Assert.That(killed.Select(line => line.Step), Is.EqualTo(Enumerable.Range(1, (int)steps)), "no gap, no repeat");
        Assert.That(killed.Select(line => line.Loss), Is.EqualTo(straight.Select(line => line.Loss)));
        TestContext.Out.WriteLine($"{Kills} kills in {steps} steps");
    }

    [Platform("Linux")]
    [TestCase("TERM")]
    [TestCase("INT")]
    public void Signal_FinishesTheStep_WritesACheckpoint_AndExits130(string signal)
    {
        using var folder = new RunFolder();
        using var run = Start(folder.In("run"), 5000);
        Assert.That(() => run.HasExited || Logged(folder.In("run")) > DateTime.MinValue, Is.True.After(120000, 5), "it trains");
        using (var kill = Process.Start("kill", ["-" + signal, run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        var error = run.StandardError.ReadToEnd();
        run.WaitForExit();
        Assert.That(run.ExitCode, Is.EqualTo(130), error);
        Assert.That(error, Does.Contain("The checkpoint is written; --resume continues."));
        Assert.That(Steps(folder.In("run")), Is.EqualTo(MetricsLog.Read(folder.In("run", "metrics.jsonl"))[^1].Step));
    }

    private static Process Start(string path, long steps)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] settings =
        [
            "data.target=moving_shapes", "data.params.count=6", "data.params.frames=5", "model.network.params.num_layers=1",
            $"trainer.run_dir={path}", $"trainer.max_steps={steps}", "trainer.save_every=1", "trainer.schedule=constant", "trainer.ema_decay=0.9", "training.caption_dropout=0.1",
        ];
        string[] resume = Steps(path) > 0 ? ["--resume"] : [];
        foreach (var argument in (string[])[Path.Combine(TestContext.CurrentContext.TestDirectory, "sharpsat.dll"), "train", "tiny", .. settings.SelectMany(s => new[] { "--set", s }), .. resume])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static void Finish(string path, long steps)
    {
        using var run = Start(path, steps);
        var error = run.StandardError.ReadToEnd();
        run.WaitForExit();
        Assert.That(run.ExitCode, Is.Zero, error);
    }

    private static long Steps(string path)
    {
        var checkpoints = Path.Combine(path, "checkpoints");
        return !Directory.Exists(checkpoints) ? 0 : Directory.GetDirectories(checkpoints)
            .Select(folder => long.TryParse(Path.GetFileName(folder)["step-".Length..], out var step) ? step : 0).DefaultIfEmpty().Max();
    }

    // The log is cut back to the checkpoint when a run goes on, so its last step tells whether training runs.
    private static DateTime Logged(string path)
    {
        var log = new FileInfo(Path.Combine(path, "metrics.jsonl"));
        return log.Exists && log.Length > 0 ? log.LastWriteTimeUtc : DateTime.MinValue;
    }
}
