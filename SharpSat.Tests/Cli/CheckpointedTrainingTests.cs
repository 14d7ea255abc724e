using SharpSat.Tests.Training;

namespace SharpSat.Tests.Cli;

/// <summary>Layers that run again in the backward pass, through the command line and the float32 kernels.</summary>
public sealed class CheckpointedTrainingTests
{
    [Test]
    public void Runs_WithAndWithoutKeptActivations_GiveTheSameBits_AdaptersDropoutIncluded()
    {
        using var folder = new RunFolder();
        Train(folder, "plain");
        Train(folder, "again", "model.network.params.checkpoint_activations=true");
        Assert.That(Written(folder, "again", "model"), Is.EqualTo(Written(folder, "plain", "model")));

        string[] lora = [$"model.weights={folder.In("plain")}", "lora.rank=2", "lora.dropout=0.3"];
        Train(folder, "lora", lora);
        Train(folder, "lora-again", [.. lora, "model.network.params.checkpoint_activations=true"]);
        Train(folder, "lora-whole", [.. lora[..^1]]);
        Assert.That(Written(folder, "lora-again", "adapter"), Is.EqualTo(Written(folder, "lora", "adapter")));
        Assert.That(Written(folder, "lora-whole", "adapter"), Is.Not.EqualTo(Written(folder, "lora", "adapter")), "something is dropped");
    }

    private static void Train(RunFolder folder, string name, params string[] settings)
    {
        string[] all =
        [
            "data.target=moving_shapes", "data.params.count=4", "data.params.frames=5", "model.network.params.num_layers=2",
            "trainer.max_steps=3", "trainer.batch_size=2", "trainer.lr=0.001", "trainer.threads=1", $"trainer.run_dir={folder.In(name)}", .. settings,
        ];
        var run = CliRun.Of(["train", "tiny", .. all.SelectMany(setting => new[] { "--set", setting })]);
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    private static byte[] Written(RunFolder folder, string name, string what) => File.ReadAllBytes(folder.In(name, "checkpoints", "step-000003", what + ".safetensors"));
}
