using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>A finished video. Owns its tensors.</summary>
public sealed class GeneratedVideo : IDisposable
{
    internal GeneratedVideo(Tensor frames_FHWC, Tensor latents_TCHW)
    {
        Frames_FHWC = frames_FHWC;
        Latents_TCHW = latents_TCHW;
    }

    /// <summary>8-bit RGB pictures [F, H, W, 3] on the CPU.</summary>
    public Tensor Frames_FHWC { get; }

    /// <summary>The latents it was decoded from [T, C, H, W], scaled, without padding frames, float32.</summary>
    public Tensor Latents_TCHW { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Frames_FHWC.Dispose();
        Latents_TCHW.Dispose();
    }
}
