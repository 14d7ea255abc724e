using SharpSat.Core.Checkpoints;

namespace SharpSat.Tests.Cli;

public sealed class AutoencoderTrainingTests
{
    private const string Small = """
        { "model": { "preset": "tiny", "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 4, "frames": 5, "size": 48 } },
          "autoencoder_training": { "reconstruction": "l2" },
          "trainer": { "run_dir": "set by the test", "max_steps": 2, "batch_size": 2, "lr": 0.001 } }
        """;

    private string _folder = string.Empty;
    private string _config = string.Empty;

    [SetUp]
    public void WriteConfig()
    {
        _folder = Directory.CreateTempSubdirectory("sharpsat-autoencoder").FullName;
        _config = Path.Combine(_folder, "small.json");
        File.WriteAllText(_config, Small);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Train_ThenItsRunIsTheAutoencodersWeights_AndNoModel()
    {
        var run = Path.Combine(_folder, "run");
        var train = CliRun.Of("train", _config, "--set", $"trainer.run_dir={run}");
        Assert.That(train.Code, Is.Zero, train.Error);

        var again = CliRun.Of("train", _config, "--dry-run", "--set", $"trainer.run_dir={run}-2", "--set", $"model.autoencoder.weights={run}");
        Assert.That(again.Code, Is.Zero, again.Error);
        Assert.That(again.Error, Does.Contain("autoencoder").And.Contain("weights loaded"));

        var sample = CliRun.Of("sample", "--model", run, "--prompt", "x", "--out", Path.Combine(_folder, "out"));
        Assert.That(sample.Code, Is.EqualTo(2));
        Assert.That(sample.Error, Does.Contain("holds an autoencoder, not a network"));
    }

    [Test]
    public void FrozenEncoder_StaysAsItWas_AndTheDecoderLearns()
    {
        var (first, second) = (Path.Combine(_folder, "run"), Path.Combine(_folder, "decoder"));
        Assert.That(CliRun.Of("train", _config, "--set", $"trainer.run_dir={first}").Code, Is.Zero);
        string[] frozen = ["train", _config, "--set", $"trainer.run_dir={second}", "--set", "autoencoder_training.frozen_encoder=true"];
        var train = CliRun.Of([.. frozen, "--set", $"model.autoencoder.weights={first}"]);
        Assert.That(train.Code, Is.Zero, train.Error);
        using var before = Weights(first);
        using var after = Weights(second);
        var changed = before.Entries.Keys.Where(name => !before.Read(name).Equals(after.Read(name))).ToList();
        Assert.That(changed, Is.Not.Empty.And.All.StartsWith("decoder."));

        var fresh = CliRun.Of([.. frozen, "--set", $"trainer.run_dir={second}-2"]);
        Assert.That(fresh.Code, Is.EqualTo(2));
        Assert.That(fresh.Error, Does.Contain("model.autoencoder.weights names none"));
    }

    [Test]
    public void Train_IllegalClipSize_Exits2_AndWritesNothing()
    {
        var run = Path.Combine(_folder, "run");
        var train = CliRun.Of("train", _config, "--set", $"trainer.run_dir={run}", "--set", "data.params.size=44");
        Assert.That(train.Code, Is.EqualTo(2));
        Assert.That(train.Error, Does.Contain("44"));
        Assert.That(Directory.Exists(run), Is.False);
    }

    [Test]
    public void Train_BothAnAdapterAndAnAutoencoder_IsRefused()
    {
        var train = CliRun.Of("train", _config, "--set", $"trainer.run_dir={_folder}/run", "--set", "lora.rank=2");
        Assert.That(train.Code, Is.EqualTo(2));
        Assert.That(train.Error, Does.Contain("both 'autoencoder_training' and 'lora'"));
    }

    private static IWeightSource Weights(string run) =>
        WeightFiles.Open(Directory.EnumerateFiles(run, "autoencoder.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last());
}
