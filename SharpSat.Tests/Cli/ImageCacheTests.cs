using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

/// <summary>Image-to-video from latents that were made before.</summary>
public sealed class ImageCacheTests
{
    private const string Config = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "in_channels": 32, "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 3, "frames": 5, "size": 64 } },
          "training": { "image_dropout": 0.2 },
          "trainer": { "run_dir": "set by the test", "max_steps": 4, "batch_size": 1, "lr": 0.001, "schedule": "constant" } }
        """;

    private RunFolder _folder = null!;

    [SetUp]
    public void WriteConfig()
    {
        _folder = new RunFolder();
        File.WriteAllText(_folder.In("config.json"), Config);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public void FromTheCache_OrEncodedOnce_TrainingGivesTheSameWeights_AlsoResumed(bool noise)
    {
        string[] settings = noise ? ["--set", "training.image_noise={}"] : [];
        var plain = Train("plain", settings);
        Assert.That(plain.Error, Does.Not.Contain("pictures: kept"));
        string[] cache = [.. settings, "--set", $"training.latent_cache={_folder.In("latents")}"];
        Assert.That(Train("cached", [.. cache, "--set", "trainer.max_steps=2"]).Error.Contains("pictures: kept as they are", StringComparison.Ordinal), Is.EqualTo(noise));
        Train("cached", [.. cache, "--resume"]);
        Train("memory", [.. settings, "--set", "training.encode_once=true"]);
        Assert.That(Weights("cached"), Is.EqualTo(Weights("plain")), "from the cache");
        Assert.That(Weights("memory"), Is.EqualTo(Weights("plain")), "encoded once");
    }

    [Test]
    public void Cache_KeepsAPictureBesideEachClip_AndAddsWhatIsMissing()
    {
        Assert.That(Cache("--set", "model.network.params.in_channels=16"), Does.Contain(": 3 and 3 captions were encoded now."), "for a network that takes no picture");
        var clips = Files();
        Assert.That(Cache(), Does.Contain(": 3 and 0 captions were encoded now."));
        Assert.That(Cache(), Does.Contain(": 0 and 0 captions were encoded now."));
        Assert.That(Files(), Has.Length.EqualTo(3 + 3 + 3));
        File.Delete(Files().Except(clips).First());
        Assert.That(Cache(), Does.Contain(": 1 and 0 captions were encoded now."));
        Assert.That(Cache("--set", "training.image_noise={}"), Does.Contain(": 3 and 0 captions were encoded now."), "pixels are kept apart");
        Assert.That(Files(), Has.Length.EqualTo(3 + 3 + 3 + 3));
    }

    private CliRun Train(string name, params string[] settings)
    {
        var run = CliRun.Of(["train", _folder.In("config.json"), "--set", $"trainer.run_dir={_folder.In(name)}", .. settings]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }

    private string Cache(params string[] settings) => CliRun.Of(
        ["data", "cache", _folder.In("config.json"), "--set", $"trainer.run_dir={_folder.In("run")}", "--set", $"training.latent_cache={_folder.In("latents")}", .. settings]).Out;

    private string[] Files() => Directory.GetFiles(_folder.In("latents"), "*", SearchOption.AllDirectories);

    private byte[] Weights(string name) => File.ReadAllBytes(_folder.In(name, "checkpoints", "step-000004", "model.safetensors"));
}
