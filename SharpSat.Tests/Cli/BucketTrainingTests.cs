using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

/// <summary>Clips of several sizes through the command line.</summary>
public sealed class BucketTrainingTests
{
    private const string Config = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "joined", "params": { "sources": [
            { "clips": { "target": "moving_shapes", "params": { "count": 3, "frames": 5, "size": 64 } } },
            { "clips": { "target": "moving_shapes", "params": { "count": 2, "frames": 1, "size": 48 } } } ] } },
          "trainer": { "run_dir": "set by the test", "max_steps": 6, "batch_size": 2, "lr": 0.001, "schedule": "constant" } }
        """;

    private RunFolder _folder = null!;

    [SetUp]
    public void WriteConfig()
    {
        _folder = new RunFolder();
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(_folder.In("config.json"), Config);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(null)]
    [TestCase("latents")]
    public void AResumedRun_HasTheWeightsOfAnUninterruptedOne(string? cache)
    {
        var whole = Train("whole", cache, 6);
        Assert.That(whole.Error, Does.Contain("5x64x64").And.Contain("1x48x48").And.Not.Contain("warning"));
        Train("parts", cache, 3);
        Train("parts", cache, 6, "--resume");
        Assert.That(Weights("parts"), Is.EqualTo(Weights("whole")));
    }

    [Test]
    public void ABucketThatTheModelCannotMake_IsNamedWithTheNearest_AndASmallOneIsWarnedOf()
    {
        var run = Try("run", null, 1, "--set", "data.params.sources[1].clips.params.frames=9");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("Bucket 9x48x48 (frames x height x width): 9 frames are not possible").And.Contain("Nearest: 5"));
        run = Try("run", null, 1, "--dry-run", "--set", "trainer.batch_size=3");
        Assert.That(run.Error, Does.Contain("warning: Bucket 1x48x48 has 2 clips, fewer than a batch of 3: its batches hold clips more than once."));
    }

    [Test]
    public void Check_CountsTheClipsOfEachBucket()
    {
        Assert.That(CliRun.Of("data", "render", _folder.In("clips"), "--count", "2").Code, Is.Zero);
        var run = CliRun.Of("data", "check", _folder.In("clips"), "--bucket", "17x64x64", "--bucket", "9x64x96");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match("17x64x64 +2\n").And.Match("9x64x96 +0\n"));
        Assert.That(CliRun.Of("data", "check", _folder.In("clips"), "--bucket", "17x64").Error, Does.Contain("frames x height x width, for example 49x480x720"));
        Assert.That(CliRun.Of("data", "check", _folder.In("clips"), "--bucket", "17x64x64", "--frames", "9").Error, Does.Contain("leave frames, height and width out"));
    }

    private CliRun Train(string name, string? cache, int steps, params string[] more)
    {
        var run = Try(name, cache, steps, more);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }

    private CliRun Try(string name, string? cache, int steps, params string[] more) => CliRun.Of(
    [
        "train", _folder.In("config.json"), "--set", $"trainer.run_dir={_folder.In(name)}", "--set", $"trainer.max_steps={steps}",
        .. cache is null ? [] : new[] { "--set", $"training.latent_cache={_folder.In(cache)}" }, .. more,
    ]);

    private byte[] Weights(string name) => File.ReadAllBytes(_folder.In(name, "checkpoints", "step-000006", "model.safetensors"));
}
