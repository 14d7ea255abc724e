using System.Text;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Tests.Approvals;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Diffusers;

/// <summary>Every weight of every preset, at true size on the meta device, has a diffusers name, and the way back gives the same.</summary>
public sealed class KeyMapTests
{
    [TestCase("tiny")]
    [TestCase("cogvideox-2b")]
    [TestCase("cogvideox-5b")]
    [TestCase("cogvideox-5b-i2v")]
    [TestCase("cogvideox1.5-5b")]
    [TestCase("cogvideox1.5-5b-i2v")]
    public void EveryName_OfAPreset_MapsAndComesBack(string preset)
    {
        var model = RunConfigFile.Load([preset]).Config.Model;
        var config = TransformerWeights.AsDiffusers(ConfigBinder.Bind<CogVideoXConfig>(model.Network.Params!, "model.network.params"));
        using var network = new CogVideoXTransformer(config);
        using var autoencoder = new VideoAutoencoder(model.Autoencoder.Params);
        var text = new StringBuilder();
        Verify(text, "transformer", new ShapesOnly(network), TransformerWeights.ToDiffusers(new ShapesOnly(network), config), TransformerWeights.ToNetwork);
        Verify(text, "vae", new ShapesOnly(autoencoder), AutoencoderWeights.ToDiffusers(new ShapesOnly(autoencoder)), AutoencoderWeights.ToNetwork);
        Approval.Verify($"Weights/{preset}.diffusers", text.ToString());
    }

    [Test]
    public void SatOnlyTables_AreLeftOut()
    {
        using var network = new CogVideoXTransformer(ConfigBinder.Bind<CogVideoXConfig>(RunConfigFile.Load(["cogvideox-2b"]).Config.Model.Network.Params!, "params"));
        Assert.That(new ShapesOnly(network).Entries, Does.ContainKey(TransformerNames.PositionTable));
        using var mapped = TransformerWeights.ToDiffusers(new ShapesOnly(network), TransformerWeights.AsDiffusers(network.Config));
        Assert.That(mapped.Entries.Keys, Has.None.Contain("pos_embedding"));
    }

    [Test]
    public void Modulations_AreDividedBetweenTheNorms_ShiftsFirst()
    {
        using var scope = NewDisposeScope();
        using var source = new MemoryWeights([("mixins.adaln_layer.adaLN_modulations.0.1.bias", arange(24))]);
        using var mapped = TransformerWeights.ToDiffusers(source, new CogVideoXConfig { NumLayers = 1, HiddenSize = 2, NumAttentionHeads = 1, LatentFrames = 1, LatentHeight = 2, LatentWidth = 2 });
        Assert.That(mapped.Read("transformer_blocks.0.norm1.linear.bias").data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17 }));
        Assert.That(mapped.Read("transformer_blocks.0.norm2.linear.bias").data<long>().ToArray(), Is.EqualTo(new long[] { 6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23 }));
        using var back = TransformerWeights.ToSat(mapped);
        Assert.That(back.Read("mixins.adaln_layer.adaLN_modulations.0.1.bias").equal(arange(24)).all().item<bool>());
    }

    [Test]
    public void DecoderLevels_CountFromTheOtherEnd()
    {
        using var autoencoder = new VideoAutoencoder(new AutoencoderConfig());
        using var mapped = AutoencoderWeights.ToDiffusers(new ShapesOnly(autoencoder));
        Assert.That(mapped.Entries["decoder.up_blocks.0.upsamplers.0.conv.weight"].Shape, Is.EqualTo(new long[] { 512, 512, 3, 3 }));
        Assert.That(mapped.Entries, Does.ContainKey("decoder.up_blocks.1.resnets.0.conv_shortcut.weight"));
        Assert.That(mapped.Entries.Keys, Has.None.Contain("decoder.up_blocks.3.upsamplers"));
    }

    [Test]
    public void AMissingThird_IsNamed()
    {
        using var scope = NewDisposeScope();
        var source = new MemoryWeights([("transformer_blocks.0.attn1.to_q.weight", ones(2, 2)), ("transformer_blocks.0.attn1.to_v.weight", ones(2, 2))]);
        var error = Assert.Throws<InputException>(() => TransformerWeights.ToSat(source));
        Assert.That(error!.Message, Does.Contain("lacks 'transformer_blocks.0.attn1.to_k.weight'"));
    }

    [Test]
    public void AnUnknownName_IsNamed()
    {
        using var scope = NewDisposeScope();
        var source = new MemoryWeights([("transformer_blocks.0.attn9.to_q.weight", ones(2, 2))]);
        var error = Assert.Throws<InputException>(() => TransformerWeights.ToSat(source));
        Assert.That(error!.Message, Does.Contain("'transformer_blocks.0.attn9.to_q.weight', which is no weight of a CogVideoXTransformer3DModel"));
    }

    private static void Verify(StringBuilder text, string title, ShapesOnly own, IWeightSource diffusers, Func<IWeightSource, IWeightSource> back)
    {
        text.Append(FormattableString.Invariant($"# {title}: {diffusers.Entries.Count} tensors\n"));
        foreach (var entry in diffusers.Entries.Values.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            text.Append(FormattableString.Invariant($"{entry.Name} [{string.Join(", ", entry.Shape)}]\n"));
        }

        using var returned = back(diffusers);
        Assert.That(returned.Entries.Keys, Is.EquivalentTo(own.Entries.Keys), title);
        foreach (var (name, entry) in own.Entries)
        {
            Assert.That(returned.Entries[name].Shape, Is.EqualTo(entry.Shape), name);
        }
    }
}
