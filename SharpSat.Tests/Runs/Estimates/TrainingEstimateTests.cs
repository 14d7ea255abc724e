using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SharpSat.Tests.Cli;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Runs.Estimates;

public sealed class TrainingEstimateTests
{
    [Test]
    public void DryRun_ShowsWhatTrainsAndWhatItTakes_AndWritesNothing()
    {
        using var folder = new RunFolder();
        var run = CliRun.Of(["train", .. Arguments("tiny", folder.In("run"), 20), "--dry-run", "--set", "trainer.save_every=5"]);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match("total +[0-9,]+ +0\n").And.Match("time +\\d+\\.\\d+ s a step, 0:00:\\d\\d for 20 steps"));
        Assert.That(run.Out, Does.Match("disk, checkpoints +19 MiB each, at most 58 MiB"));
        Assert.That(folder.In("run"), Does.Not.Exist);
    }

    [Test]
    public void DryRun_OfMoreCheckpointsThanTheDiskHolds_IsRefused()
    {
        using var folder = new RunFolder();
        var run = CliRun.Of(["train", .. Arguments("tiny", folder.In("run"), 2_000_000_000), "--dry-run", "--set", "trainer.save_every=1", "--set", "trainer.keep_last=0"]);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Match("run has [0-9,]+ MiB free, but the checkpoints of this run need [0-9,]+ MiB"));
    }

    [Test]
    public void DryRun_OfMoreClipsThanTheCachesDiskHolds_IsRefused()
    {
        using var folder = new RunFolder();
        string[] job = ["train", .. Arguments("tiny", folder.In("run"), 20), "--dry-run", "--set", $"training.latent_cache={folder.In("latents")}"];
        var fits = CliRun.Of(job);
        Assert.That(fits.Code, Is.Zero, fits.Error);
        Assert.That(fits.Out, Does.Match("disk, latent cache +at most [0-9]+ MiB for 16 clips"));

        var run = CliRun.Of([.. job, "--set", "data.params.count=20000000"]);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Match("latents has [0-9,]+ MiB free, but the clips of this run that are not cached yet may need [0-9,]+ MiB"));
        Assert.That(folder.In("latents"), Does.Not.Exist);
    }

    [Test]
    public void DryRun_OfAnImageToVideoJob_CountsItsPictures([Values("encode_once=false", "encode_once=true", "image_noise={}")] string setting)
    {
        using var folder = new RunFolder();
        string[] job = ["train", .. Arguments("tiny", folder.In("run"), 20), "--dry-run", "--set", "model.network.params.in_channels=32", "--set", $"training.{setting}"];
        var run = CliRun.Of(job);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match("memory, encoding +[0-9]{3} MiB\nmemory, training +[0-9]{3} MiB"));
    }

    [TestCase("tiny")]
    [TestCase("nano")]
    [Category("Slow")]
    [Platform("Linux")]
    public void TrainingMemory_IsNearThePeak(string preset)
    {
        using var folder = new RunFolder();
        const int Steps = 40;
        var dry = Finish(Start([.. Arguments(preset, folder.In("run"), Steps), "--dry-run"])).Output;
        var estimate = double.Parse(Regex.Match(dry, @"memory, most +([0-9,]+) MiB").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var measured = Finish(Start(Arguments(preset, folder.In("run"), Steps))).PeakMiB;
        TestContext.Out.WriteLine(FormattableString.Invariant($"{preset}: estimated {estimate:0} MiB, measured {measured:0} MiB"));
        Assert.That(estimate, Is.EqualTo(measured).Within(15).Percent);
    }

    private static string[] Arguments(string preset, string path, int steps) =>
    [
        preset,
        .. new[]
        {
            "data.target=moving_shapes", "data.params.count=16", $"data.params.frames={(preset == "nano" ? 17 : 9)}",
            "model.weights=null", $"trainer.run_dir={path}", $"trainer.max_steps={steps}", "trainer.batch_size=8",
        }.SelectMany(setting => new[] { "--set", setting }),
    ];

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in arguments.Prepend("train").Prepend(Path.Combine(TestContext.CurrentContext.TestDirectory, "sharpsat.dll")))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    // The kernel forgets a process's peak with the process, so it is looked at until the end.
    private static (string Output, double PeakMiB) Finish(Process process)
    {
        using var owned = process;
        var (output, peak) = (process.StandardOutput.ReadToEndAsync(), 0L);
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(10)))
        {
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two lines; the last look counts.
            }
        }

        Assert.That(process.ExitCode, Is.Zero, output.Result);
        return (output.Result, peak / 1048576.0);
    }
}
