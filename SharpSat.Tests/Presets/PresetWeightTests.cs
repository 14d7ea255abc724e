using System.Text;
using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Tests.Approvals;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using TorchSharp;

namespace SharpSat.Tests.Presets;

/// <summary>Names and shapes of every preset at its true size, built on the meta device.</summary>
public sealed class PresetWeightTests
{
    [TestCase("tiny")]
    [TestCase("nano")]
    [TestCase("cogvideox-2b")]
    [TestCase("cogvideox-5b")]
    [TestCase("cogvideox-5b-i2v")]
    [TestCase("cogvideox1.5-5b")]
    [TestCase("cogvideox1.5-5b-i2v")]
    public void NamesAndShapes_AreApproved(string preset)
    {
        var model = RunConfigFile.Load([preset]).Config.Model;
        var text = new StringBuilder();
        using var network = new CogVideoXTransformer(ConfigBinder.Bind<CogVideoXConfig>(model.Network.Params!, "model.network.params"));
        using var autoencoder = new VideoAutoencoder(model.Autoencoder.Params);
        using var encoder = new T5Encoder(model.Text.Params!);
        Describe(text, "network", network);
        Describe(text, "autoencoder", autoencoder);
        Describe(text, "text encoder", encoder);
        Approval.Verify($"Weights/{preset}", text.ToString());
    }

    private static void Describe(StringBuilder text, string title, torch.nn.Module module)
    {
        var weights = module.NamedWeights().OrderBy(w => w.Name, StringComparer.Ordinal).ToList();
        text.Append(FormattableString.Invariant($"# {title}: {weights.Sum(w => w.Weight.Shape.Aggregate(1L, (a, b) => a * b))} parameters\n"));
        foreach (var (name, weight) in weights)
        {
            Assert.That(weight.Value.device_type, Is.EqualTo(DeviceType.META), name);
            text.Append(FormattableString.Invariant($"{name} [{string.Join(", ", weight.Shape)}]\n"));
        }
    }
}
