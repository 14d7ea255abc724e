using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

/// <summary>Small autoencoders with seeded weights: 4x space, 4x time.</summary>
internal static class TinyAutoencoders
{
    public static AutoencoderConfig Config { get; } = new()
    {
        BaseChannels = 8,
        ChannelMultipliers = [1, 1, 2],
        ResBlocks = 1,
        LatentChannels = 4,
        NormGroups = 4,
    };

    public static VideoAutoencoder Create(long seed = 1)
    {
        var autoencoder = new VideoAutoencoder(Config);
        using var noise = new NoiseSource(seed, "init");
        autoencoder.Materialize(noise, ScalarType.Float32, CPU);
        return autoencoder;
    }

    /// <summary>Seeded normal values.</summary>
    public static Tensor Normal(long seed, params long[] shape)
    {
        using var noise = new NoiseSource(seed, "input");
        return noise.Normal(shape, ScalarType.Float32, CPU);
    }

    /// <summary>Largest absolute difference.</summary>
    public static double Distance(Tensor a, Tensor b)
    {
        Assert.That(a.shape, Is.EqualTo(b.shape));
        using var scope = NewDisposeScope();
        return (a - b).abs().max().item<float>();
    }
}
