using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Tests.Training;
using SharpSat.Video.Runs;
using TorchSharp;

namespace SharpSat.Tests.Cli;

/// <summary>Sizes, adapters and weights that cannot be used, through the command line.</summary>
public sealed class ErrorTests
{
    private const string Small = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 2, "frames": 5, "size": 64 } },
          "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
          "trainer": { "run_dir": "set by the test", "max_steps": 1, "batch_size": 1, "lr": 0.001 } }
        """;

    private RunFolder _folder = null!;
    private string _config = string.Empty;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new RunFolder();
        _config = _folder.In("small.json");
        File.WriteAllText(_config, Small);
        var run = CliRun.Of("train", _config, "--set", $"trainer.run_dir={_folder.In("base")}");
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("cogvideox-5b", "45", "8N+1 frames, at most 49. Nearest: 41 or 49.")]
    [TestCase("cogvideox1.5-5b", "85", "16N+1 frames, at most 161. Nearest: 81 or 97.")]
    public void Sample_FramesThatThePresetDoesNotMake_AreRefused_WithoutAnyWeights(string preset, string frames, string rule)
    {
        var run = Sample("preset", "--model", preset, "--frames", frames);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain(rule));
        Assert.That(Directory.Exists(_folder.In("preset")), Is.False);
    }

    [Test]
    public void Lora_ThatMatchesNothing_Exits2_EvenForced([Values] bool force)
    {
        string[] forced = force ? ["--force-lora"] : [];
        var run = Sample("none", ["--model", _folder.In("base"), "--lora", Adapter("none.safetensors", 5), .. forced]);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("matches no projection of this model: none of its 1 (transformer.layers.5.attention.query_key_value, ...)"));
        Assert.That(Directory.Exists(_folder.In("none")), Is.False);
    }

    [Test]
    public void Lora_ThatFitsInPart_IsRefusedWithWhatHasNoPlace_AndForcedListsTheKeys()
    {
        string[] options = ["--model", _folder.In("base"), "--lora", Adapter("part.safetensors", 0, 5)];
        var refused = Sample("part", options);
        Assert.That(refused.Code, Is.EqualTo(2), refused.Error);
        Assert.That(refused.Error, Does.Contain("the model has no transformer.layers.5.attention.query_key_value.").And.Contain("--force-lora"));
        var forced = Sample("part", [.. options, "--force-lora"]);
        Assert.That(forced.Code, Is.Zero, forced.Error);
        Assert.That(forced.Error, Does.Contain("LoRA: applied 2/4").And.Contain(
            "no place for transformer_blocks.5.attn1.to_q.lora_A.weight, transformer_blocks.5.attn1.to_q.lora_B.weight"));
    }

    [Test]
    public void WeightsThatAreNotFinite_StopTrainingNamingTheBlock_AndSamplingMakesNoVideo()
    {
        using (torch.NewDisposeScope())
        using (var weights = ModelWeights.OpenNetwork(_folder.In("base")))
        {
            SafetensorsWriter.Write(_folder.In("broken.safetensors"), weights.Entries.Keys.Select(name => (name, weights.Read(name) * double.NaN)));
        }

        string[] broken = ["--set", $"model.weights={_folder.In("broken.safetensors")}"];
        var train = CliRun.Of(["train", _config, "--set", $"trainer.run_dir={_folder.In("stopped")}", .. broken]);
        Assert.That(train.Code, Is.EqualTo(1), train.Error);
        Assert.That(train.Error, Does.Contain(
            "Training stopped at step 1: the loss is NaN, and the first tensor that is not finite is the output of transformer.layers.0 ["));

        var sample = Sample("black", ["--model", _config, .. broken]);
        Assert.That(sample.Code, Is.EqualTo(1), sample.Error);
        Assert.That(sample.Error, Does.Match(
            @"in sampling step 1 of 2 \(timestep 999\), and the first tensor that is not finite is the output of transformer\.layers\.0 \[.*\]\. Nothing was written"));
        Assert.That(Directory.Exists(_folder.In("black")), Is.False);
    }

    [Test]
    public void Sample_IntoAFolderThatCannotBeWritten_IsRefusedBeforeWeightsAreRead([Values] bool force)
    {
        File.WriteAllText(_folder.In("file"), "no folder");
        string[] forced = force ? ["--force"] : [];
        var run = Sample(Path.Combine("file", "out"), ["--model", _folder.In("base"), .. forced]);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain($"The folder {_folder.In("file")}{Path.DirectorySeparatorChar}out cannot be written: ").And.Not.Contain("network:"));
    }

    [Test]
    public void Sample_OfMoreThanTheDiskHolds_IsRefusedBeforeWeightsAreRead()
    {
        var run = Sample("large", "--model", _folder.In("base"), "--videos-per-prompt", "2000000000");
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Match(@"large has [0-9,]+ MiB free, but 2000000000 videos of this size may need [0-9,]+ MiB\. Free some space").And.Not.Contain("network:"));
        Assert.That(Directory.Exists(_folder.In("large")), Is.False);
    }

    private CliRun Sample(string folder, params string[] options) =>
        CliRun.Of(["sample", .. options, "--prompt", "x", "--out", _folder.In(folder)]);

    // Factors of a projection of each of these layers, under diffusers' names.
    private string Adapter(string name, params int[] layers)
    {
        using var scope = torch.NewDisposeScope();
        SafetensorsWriter.Write(_folder.In(name), layers.SelectMany(layer => new[]
        {
            ($"transformer_blocks.{layer}.attn1.to_q.lora_A.weight", torch.zeros(2, 32)),
            ($"transformer_blocks.{layer}.attn1.to_q.lora_B.weight", torch.zeros(32, 2)),
        }));
        return _folder.In(name);
    }
}
