using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>What training does to the picture that an image-to-video network is conditioned on.</summary>
public sealed record ImageTraining
{
    /// <summary>Noise on the picture before it is encoded, or null.</summary>
    public ImageNoiseParams? Noise { get; init; }

    /// <summary>Probability that a whole batch is trained with zeros in place of its pictures' latents.</summary>
    public double Dropout { get; init; }

    /// <summary>Where the picture's latent stands; null: as the model says.</summary>
    public ImageFrames? Frames { get; init; }

    /// <summary>The pictures [B, C, H, W] with their noise: draws the levels [B], then the noise.</summary>
    internal Tensor AddNoise(Tensor image_BCHW, INoiseSource noise)
    {
        if (Noise is not { } settings)
        {
            return image_BCHW.alias();
        }

        using var scope = NewDisposeScope();
        var (batch, device) = (image_BCHW.size(0), image_BCHW.device);
        var level_B = noise.Normal([batch], ScalarType.Float32, device).mul(settings.LogDeviation).add(settings.LogMean).exp();
        var noise_BCHW = noise.Normal(image_BCHW.shape, image_BCHW.dtype, device);
        return (image_BCHW + (noise_BCHW * level_B.to(image_BCHW.dtype).view(batch, 1, 1, 1))).MoveToOuterDisposeScope();
    }

    /// <summary>One uniform draw for the batch decides whether the pictures are left out.</summary>
    internal bool IsDropped(INoiseSource noise)
    {
        using var draw = noise.Uniform([1], CPU);
        return draw.item<float>() < Dropout;
    }
}
