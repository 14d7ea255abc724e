using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

public sealed class EngineAssemblyTests
{
    private static readonly string[] Small =
    [
        "model.network.params.num_layers=1", "model.network.params.hidden_size=32", "model.network.params.time_embed_dim=32",
        "model.autoencoder.params.base_channels=8",
        "model.autoencoder.weights=null",
    ];

    [Test]
    public void Load_WithoutAType_KeepsTheStoredOne_AndDrawsTheRestAsFloat32()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");
        using var factory = new ComponentFactory();
        using (var written = new EngineAssembly(RunConfigFile.Load(["tiny"], Small).Config, factory))
        {
            written.Load(ScalarType.BFloat16, CPU);
            SafetensorsWriter.Write(path, written.Network.NamedWeights().Select(w => (w.Name, (Tensor)w.Weight.Value)));
        }

        using var assembly = new EngineAssembly(
            RunConfigFile.Load(["tiny"], [.. Small, $"model.weights={Newtonsoft.Json.JsonConvert.ToString(path)}"]).Config, factory);
        assembly.Load(null, CPU);
        Assert.That(assembly.Network.parameters().Select(p => p.dtype).Distinct(), Is.EqualTo(new[] { ScalarType.BFloat16 }));
        Assert.That(assembly.Engine.Autoencoder.parameters().Select(p => p.dtype).Distinct(), Is.EqualTo(new[] { ScalarType.Float32 }));
        File.Delete(path);
    }
}
