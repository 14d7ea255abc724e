using SharpSat.Core.Checkpoints;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Media;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

/// <summary>A SAT checkpoint of a network that was trained with LoRA serves as network and as adapter.</summary>
public sealed class SatLoraCheckpointTests
{
    private const string Site = "model.diffusion_model.transformer.layers.0.attention.dense";

    [Test]
    public void OpenNetwork_GivesTheNetworkUnderneath_AndTheFactorsAreAnAdapter()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var weights = new MemoryWeights(
        [
            ($"{Site}.original.weight", ones(4, 4)), ($"{Site}.original.bias", zeros(4)), ($"{Site}.matrix_A.0", ones(2, 4)), ($"{Site}.matrix_B.0", ones(4, 2)),
            ("model.diffusion_model.time_embed.0.bias", ones(3)),
        ]);
        SatDirectoryWriter.Write(folder.Path, weights);

        using var network = ModelWeights.OpenNetwork(folder.Path);
        Assert.That(ModelWeights.HasSatLora(folder.Path));
        Assert.That(network.Entries.Keys, Is.EquivalentTo(new[] { "transformer.layers.0.attention.dense.weight", "transformer.layers.0.attention.dense.bias", "time_embed.0.bias" }));
        using var adapter = LoraFiles.Open(folder.Path, LoraAlpha.Given(3));
        Assert.That(adapter.Pairs.Single().Alpha, Is.EqualTo(3));
    }
}
