using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>A finished video. Owns its tensors.</summary>
public sealed class GeneratedVideo : IDisposable
{
    private readonly Tensor? _frames;

    internal GeneratedVideo(Tensor? frames_FHWC, Tensor latents_TCHW)
    {
        _frames = frames_FHWC;
        Latents_TCHW = latents_TCHW;
    }

    /// <summary>RGB pictures [F, H, W, 3] on the CPU: 8 bit, or float32 in [0, 1] if the request asked for them.</summary>
    /// <exception cref="InvalidOperationException">The request asked for latents only.</exception>
    public Tensor Frames_FHWC => _frames ?? throw new InvalidOperationException("The request asked for latents only; there are no frames.");

    /// <summary>The latents it was decoded from [T, C, H, W], scaled, without padding frames, float32.</summary>
    public Tensor Latents_TCHW { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames?.Dispose();
        Latents_TCHW.Dispose();
    }
}
