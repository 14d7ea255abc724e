using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>A diffusers folder with an AutoencoderKLCogVideoX: <c>config.json</c> and its weights.</summary>
/// <param name="Config">Sizes.</param>
/// <param name="ScalingFactor">Latents are multiplied by this before the network sees them.</param>
/// <param name="InvertScaleLatents">Whether the picture's latents of image-to-video are divided by it instead (1.5).</param>
/// <param name="Weights">The weights under the names of <see cref="VideoAutoencoder"/>.</param>
public sealed record DiffusersAutoencoder(AutoencoderConfig Config, double ScalingFactor, bool InvertScaleLatents, IWeightSource Weights) : IDisposable
{
    /// <summary>Opens a folder; no tensor is read.</summary>
    /// <param name="folder">The component's folder (<c>vae/</c> of a pipeline).</param>
    /// <exception cref="InputException">Something is missing, not known or not supported; the message names it.</exception>
    public static DiffusersAutoencoder Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (config, scale, invert) = AutoencoderConfigFile.Read(Path.Combine(folder, "config.json"));
        return new DiffusersAutoencoder(config, scale, invert, AutoencoderWeights.ToNetwork(WeightFiles.Open(folder)));
    }

    /// <summary>Builds the autoencoder and fills it; the caller disposes both.</summary>
    /// <param name="options">Type and device; null keeps the stored types, on the CPU.</param>
    /// <exception cref="InputException">The weights do not fit the sizes.</exception>
    public VideoAutoencoder Load(WeightLoadOptions? options = null)
    {
        var autoencoder = new VideoAutoencoder(Config);
        try
        {
            WeightLoader.Load(autoencoder, Weights, options);
            return autoencoder;
        }
        catch
        {
            autoencoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
