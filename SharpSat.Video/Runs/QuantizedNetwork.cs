using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Layers.Quantization;
using SharpSat.Video.Configuration;
using TorchSharp;

namespace SharpSat.Video.Runs;

/// <summary>Weight files with int8 layers: <c>….weight</c> in int8, and beside it <c>….weight_scale</c> with a float32 factor for each output.</summary>
public static class QuantizedNetwork
{
    /// <summary>Rounds the weights of a config's network and writes them.</summary>
    /// <param name="model">Names the weights.</param>
    /// <param name="path">The safetensors file.</param>
    /// <returns>A line for the user.</returns>
    /// <exception cref="InputException">The config names no weights, they do not fit, or one is not finite.</exception>
    public static string Write(ModelSection model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Weights is null)
        {
            throw new InputException("The config names no weights to round; set model.weights to a file, folder or run.");
        }

        using var factory = new ComponentFactory();
        using var network = NetworkBuilder.Build(model, factory);
        var (note, _) = NetworkWeights.Load(model, network, WeightLoadOptions.Default);
        var before = Bytes(network);
        var count = QuantizedLinears.Apply(network);
        WeightSaver.Save(network, path, new Dictionary<string, string> { ["quantization"] = "int8" });
        return FormattableString.Invariant($"{note}\n{count} projections are int8: {before / 1e6:0.0} MB of weights became {Bytes(network) / 1e6:0.0} MB, written to {path}");
    }

    private static long Bytes(torch.nn.Module network) => network.NamedWeights().Sum(w => w.Weight.Value.numel() * w.Weight.Value.ElementSize);
}
