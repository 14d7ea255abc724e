using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>A diffusers folder with a CogVideoXTransformer3DModel: <c>config.json</c> and its weights, whole or in shards.</summary>
/// <param name="Config">Sizes, with the choices that diffusers makes where it differs from the SAT version.</param>
/// <param name="Weights">The weights under the names of <see cref="CogVideoXTransformer"/>.</param>
public sealed record DiffusersTransformer(CogVideoXConfig Config, IWeightSource Weights) : IDisposable
{
    /// <summary>Opens a folder; no tensor is read.</summary>
    /// <param name="folder">The component's folder (<c>transformer/</c> of a pipeline).</param>
    /// <exception cref="InputException">Something is missing, not known or not supported; the message names it.</exception>
    public static DiffusersTransformer Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var config = TransformerConfigFile.Read(Path.Combine(folder, "config.json"));
        return new DiffusersTransformer(config, TransformerWeights.ToNetwork(WeightFiles.Open(folder)));
    }

    /// <summary>Builds the network and fills it; the caller disposes both.</summary>
    /// <param name="options">Type and device; null keeps the stored types, on the CPU.</param>
    /// <exception cref="InputException">The weights do not fit the sizes.</exception>
    public CogVideoXTransformer Load(WeightLoadOptions? options = null)
    {
        var network = new CogVideoXTransformer(Config);
        try
        {
            WeightLoader.Load(network, Weights, options);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
