using Newtonsoft.Json;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using TorchSharp;

namespace SharpSat.Tests.Autoencoder;

public sealed class AutoencoderConfigTests
{
    [Test]
    public void Json_RoundTrip_ReplacesTheDefaultMultipliers()
    {
        var settings = new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error };
        var config = JsonConvert.DeserializeObject<AutoencoderConfig>("""{ "ChannelMultipliers": [1, 2], "TemporalCompression": 2 }""", settings)!;
        Assert.That(config.ChannelMultipliers, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(config.BaseChannels, Is.EqualTo(128));
        var again = JsonConvert.DeserializeObject<AutoencoderConfig>(JsonConvert.SerializeObject(config), settings)!;
        Assert.That(again with { ChannelMultipliers = config.ChannelMultipliers }, Is.EqualTo(config));
    }

    [Test]
    public void NormGroups_ThatDoNotDivide_ListThoseThatDo() =>
        Assert.That(
            () => new VideoAutoencoder(new AutoencoderConfig { BaseChannels = 12, ChannelMultipliers = [1, 2, 2], NormGroups = 32 }),
            Throws.TypeOf<InputException>().With.Message.EqualTo(
                "The autoencoder's norm groups are 32, which does not divide 12 channels; "
                + "group counts that divide 12, 24: 1, 2, 3, 4, 6, 12."));

    [Test]
    public void TemporalCompression_MustFitTheResolutions() =>
        Assert.That(
            () => new VideoAutoencoder(new AutoencoderConfig { ChannelMultipliers = [1, 2], TemporalCompression = 4 }),
            Throws.TypeOf<InputException>().With.Message.EqualTo(
                "The autoencoder's temporal compression is 4; with 2 resolutions it can be 1, 2."));

    [Test]
    public void EmptyMultipliers_ZeroSizes_AndBadEpsilon_AreNamed()
    {
        Assert.That(() => new VideoAutoencoder(new AutoencoderConfig { ChannelMultipliers = [] }), Throws.TypeOf<InputException>().With.Message.Contains("channel multipliers"));
        Assert.That(() => new VideoAutoencoder(new AutoencoderConfig { LatentChannels = 0 }), Throws.TypeOf<InputException>().With.Message.Contains("latent channels are 0"));
        Assert.That(() => new VideoAutoencoder(new AutoencoderConfig { NormEpsilon = double.NaN }), Throws.TypeOf<InputException>().With.Message.Contains("norm epsilon is NaN"));
    }

    [Test]
    public void Default_HasTheReferenceSizes_OnTheMetaDevice()
    {
        using var autoencoder = new VideoAutoencoder(new AutoencoderConfig());
        var weights = autoencoder.NamedWeights().ToDictionary(w => w.Name, w => w.Weight);
        Assert.That(weights.Values.All(w => w.Value.device_type == DeviceType.META));
        Assert.That(weights["encoder.down.3.block.0.nin_shortcut.weight"].Shape, Is.EqualTo(new long[] { 512, 256, 1, 1, 1 }));
        Assert.That(weights["decoder.up.0.block.3.norm2.conv_b.conv.weight"].Shape, Is.EqualTo(new long[] { 128, 16, 1, 1, 1 }));
        Assert.That(weights["decoder.up.3.upsample.conv.weight"].Shape, Is.EqualTo(new long[] { 512, 512, 3, 3 }));
        Assert.That(weights.Values.Sum(w => w.Shape.Aggregate(1L, (a, b) => a * b)), Is.EqualTo(215_583_907));
    }
}
