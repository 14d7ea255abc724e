using SharpSat.Core.Layers;
using SharpSat.Tests.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

public sealed class FreedEncodersTests
{
    [TestCase("training.latent_cache=CACHE", DeviceType.META, DeviceType.META)]
    [TestCase("training.latent_cache=CACHE;training.image_noise={};model.network.params.in_channels=32", DeviceType.CPU, DeviceType.META)]
    [TestCase("training.latent_cache=CACHE;validation={ \"prompts\": [\"a\"] };sampling.frames=9", DeviceType.CPU, DeviceType.CPU)]
    [TestCase("training.encode_once=true", DeviceType.CPU, DeviceType.CPU)]
    public void Steps_FromTheCache_HaveNeitherAutoencoderNorTextEncoder(string settings, DeviceType autoencoder, DeviceType text)
    {
        using var folder = new RunFolder();
        string[] all =
        [
            "data.target=moving_shapes", "data.params.count=2", "data.params.frames=9", "model.network.params.num_layers=1", "trainer.max_steps=1",
            $"trainer.run_dir={folder.In("run")}", .. settings.Replace("CACHE", folder.In("latents"), StringComparison.Ordinal).Split(';'),
        ];
        var (config, document) = RunConfigFile.Load(["tiny"], all);
        using var run = new TrainingRun(config, document, CPU);
        run.Prepare((_, _, _) => { });
        Assert.That(Places(run.Engine.Autoencoder), Is.All.EqualTo(autoencoder));
        Assert.That(Places(((T5TextEncoder)run.Engine.Conditioner.Encoder).Encoder), Is.All.EqualTo(text));
        Assert.That(run.Run(resume: false, [], CancellationToken.None).Steps, Is.EqualTo(1));
    }

    [Test]
    public void FullCache_IsUsedWithoutCopyingTheEncoders_AndGivesTheSameSteps()
    {
        using var folder = new RunFolder();
        var first = Train("first", encodersAreNeeded: true);
        var second = Train("second", encodersAreNeeded: false);
        Assert.That(second, Is.EqualTo(first));

        double Train(string name, bool encodersAreNeeded)
        {
            string[] all =
            [
                "data.target=moving_shapes", "data.params.count=2", "data.params.frames=9", "model.network.params.num_layers=1", "trainer.max_steps=2",
                $"trainer.run_dir={folder.In(name)}", $"training.latent_cache={folder.In("latents")}",
            ];
            var (config, document) = RunConfigFile.Load(["tiny"], all);
            using var run = new TrainingRun(config, document, CPU);
            Assert.That(run.AreEncodersMapped, "before anything is known of the cache");
            run.Prepare((_, _, _) => { });
            Assert.That(run.AreEncodersMapped, Is.Not.EqualTo(encodersAreNeeded));
            return run.Run(resume: false, [], CancellationToken.None).FinalLoss;
        }
    }

    private static IEnumerable<DeviceType> Places(nn.Module module) => module.NamedWeights().Select(weight => weight.Weight.Value.device_type);
}
