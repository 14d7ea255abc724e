using SharpSat.Core.Training.Runs;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

public sealed class DataCacheTests
{
    [Test]
    public void Cache_IsFilledOnce_AndTrainingTakesItFromThere()
    {
        using var folder = new RunFolder();
        string[] config = ["tiny", .. Set(folder, "data.target=moving_shapes", "data.params.count=4", "data.params.frames=9", "trainer.max_steps=2", $"training.latent_cache={folder.In("latents")}")];
        Assert.That(CliRun.Of(["data", "cache", .. config]).Out, Does.Contain("4 clips are in").And.Contain(": 4 and 4 captions were encoded now."));
        Assert.That(CliRun.Of(["data", "cache", .. config]).Out, Does.Contain(": 0 and 0 captions were encoded now."));
        var written = Directory.GetFiles(folder.In("latents"), "*", SearchOption.AllDirectories);
        Assert.That(CliRun.Of(["train", .. config]), Has.Property("Code").Zero);
        Assert.That(Directory.GetFiles(folder.In("latents"), "*", SearchOption.AllDirectories), Is.EquivalentTo(written));
    }

    [Test]
    public void TrainingFromTheCache_HardlyWaitsForData()
    {
        using var folder = new RunFolder();
        var run = CliRun.Of(["train", "tiny", .. Set(folder, "data.target=moving_shapes", "data.params.count=8", "data.params.frames=9", "trainer.max_steps=24", "trainer.batch_size=2", $"training.latent_cache={folder.In("latents")}")]);
        Assert.That(run.Code, Is.Zero, run.Error);
        var shares = MetricsLog.Read(folder.In("run", "metrics.jsonl")).Select(line => line.DataWaitShare).Order().ToList();
        Assert.That(shares[shares.Count / 2], Is.LessThan(0.05), "the median step");
    }

    [Test]
    public void WithoutAFolder_ItSaysHowToNameOne()
    {
        using var folder = new RunFolder();
        var run = CliRun.Of(["data", "cache", "tiny", .. Set(folder, "data.target=moving_shapes")]);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("no training.latent_cache; for example --set training.latent_cache=runs/latents"));
    }

    private static IEnumerable<string> Set(RunFolder folder, params string[] settings) =>
        settings.Append($"trainer.run_dir={folder.In("run")}").SelectMany(setting => new[] { "--set", setting });
}
