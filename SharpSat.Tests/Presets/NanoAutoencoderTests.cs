using SharpSat.Core.Checkpoints;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data.Synthetic;
using static TorchSharp.torch;

namespace SharpSat.Tests.Presets;

public sealed class NanoAutoencoderTests
{
    private const int Clips = 100;

    [Test]
    [Category("Slow")]
    public void Reconstruction_OfUnseenClips_IsAsGoodAsThePageSays()
    {
        using var guard = no_grad();
        using var autoencoder = Load();
        // Another seed than in training; the combinations that training leaves out are among them.
        var source = new MovingShapesSource(new MovingShapesParams { Count = Clips, Seed = 9001 });
        var mean = Enumerable.Range(0, Clips).Average(i => Psnr(autoencoder, source, i));
        TestContext.Out.WriteLine(FormattableString.Invariant($"mean PSNR {mean:0.00} dB over {Clips} clips of 17 frames"));
        Assert.That(mean, Is.GreaterThan(32));
    }

    internal static VideoAutoencoder Load()
    {
        var recipe = Path.Combine(TestContext.CurrentContext.TestDirectory, "configs", "nano-vae.json");
        var (config, _) = RunConfigFile.Load([recipe]);
        var autoencoder = new VideoAutoencoder(config.Model.Autoencoder.Params);
        using var weights = WeightFiles.Open(PresetCatalog.ResolvePath("preset:nano/autoencoder.safetensors"));
        WeightLoader.Load(autoencoder, weights, new WeightLoadOptions { Dtype = ScalarType.Float32 });
        return autoencoder;
    }

    private static double Psnr(VideoAutoencoder autoencoder, MovingShapesSource source, int index)
    {
        using var scope = NewDisposeScope();
        using var clip = source.Read(index);
        var x_BCFHW = clip.Frames_FCHW.unsqueeze(0).transpose(1, 2).contiguous();
        using var posterior = autoencoder.Encode(x_BCFHW);
        var error = autoencoder.Decode(posterior.Mean, TemporalGrouping.FirstFrameApart).clamp(-1, 1) - x_BCFHW;
        return 10 * Math.Log10(4 / error.square().mean().item<float>());
    }
}
