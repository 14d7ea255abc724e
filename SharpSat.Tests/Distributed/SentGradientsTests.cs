using SharpSat.Tests.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

public sealed class SentGradientsTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void OnlyWhatTrains_IsSent(bool lora)
    {
        using var folder = new RunFolder();
        string[] settings =
        [
            "data.target=moving_shapes", "data.params.count=4", "data.params.frames=5", "model.network.params.num_layers=1", $"trainer.run_dir={folder.In("run")}", "trainer.max_steps=1",
            .. lora ? ["lora.rank=2"] : Array.Empty<string>(),
        ];
        var (config, document) = RunConfigFile.Load(["tiny"], settings);
        using var group = new CountingGroup();
        using var run = new TrainingRun(config, document, CPU, group);
        run.Run(resume: false, [], CancellationToken.None);

        var (trainable, frozen) = run.Parameters;
        Assert.That(frozen > trainable, Is.EqualTo(lora));
        Assert.That(group.Sums.Max(), Is.EqualTo(trainable), "the gradients, in one message");
        Assert.That(group.Sums.Count(numbers => numbers == trainable), Is.EqualTo(1));
        Assert.That(group.Sums.Sum(), Is.LessThan(trainable + 200), "beside them only a few flags");
    }
}
