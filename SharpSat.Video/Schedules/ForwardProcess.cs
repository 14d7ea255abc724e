using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Schedules;

/// <summary>Adds noise to clean samples (B batch, T latent frames, C channels, H height, W width).</summary>
public static class ForwardProcess
{
    /// <summary>x = Signal * clean + Noise * noise, in float32.</summary>
    /// <param name="clean_BTCHW">Clean latents.</param>
    /// <param name="noise_BTCHW">Standard normal noise of the same shape.</param>
    /// <param name="levels">One level per sample.</param>
    public static Tensor AddNoise(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal, clean_BTCHW);
        var noise = levels.Column(level => level.Noise, clean_BTCHW);
        var x = (clean_BTCHW.to(ScalarType.Float32) * signal) + (noise_BTCHW.to(ScalarType.Float32) * noise);
        return x.MoveToOuterDisposeScope();
    }
}
