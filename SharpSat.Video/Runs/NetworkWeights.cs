using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Fills a network with the weights that a config names.</summary>
internal static class NetworkWeights
{
    /// <summary>Reads the weights of <c>model.weights</c> and draws the others from <c>model.init_seed</c>.</summary>
    /// <returns>A line for the user, and whether weights for a picture's channels were added.</returns>
    /// <exception cref="InputException">A file is missing, damaged or does not fit.</exception>
    public static (string Note, bool HasNewImageInput) Load(ModelSection model, CogVideoXTransformer network, WeightLoadOptions options)
    {
        if (model.Weights is not { } path)
        {
            Initialize(model, network, options);
            network.Reinitialize();
            return ($"network: new weights from model.init_seed {model.InitSeed}", false);
        }

        using var source = WidenedInput.Of(ModelWeights.OpenNetwork(path), network.Config, model.NewImageInput);
        var report = WeightLoader.Load(network, source, options with { Strict = false });
        var added = model.Mixins.Select(m => m.Name).ToList();
        var spare = Spare(network);
        var lost = report.Missing.Where(name => !added.Any(mixin => IsOf(mixin, name)) && !spare.Contains(name)).ToList();
        if (lost.Count > 0)
        {
            throw new InputException(
                $"'{path}' lacks {lost.Count} of the network's weights, first '{lost[0]}'.{NearMatches.Hint(lost[0], report.Unexpected.ToList())}");
        }

        // A mixin that the file knows nothing of joins a trained model for the first time.
        Initialize(model, network, options);
        network.Reinitialize(added.Where(mixin => !report.Loaded.Any(name => IsOf(mixin, name))).ToList());
        return ($"network: {report}", source is WidenedInput);
    }

    private static void Initialize(ModelSection model, CogVideoXTransformer network, WeightLoadOptions options)
    {
        using var noise = new NoiseSource(model.InitSeed, "init/network");
        network.Materialize(noise, options.Dtype, options.Device ?? CPU);
    }

    // diffusers' files leave out what is computed (fixed position tables) or only kept for SAT's checkpoints.
    private static HashSet<string> Spare(CogVideoXTransformer network) =>
        [.. network.NamedWeights().Where(w => !w.Weight.Trainable || w.Name == "transformer.position_embeddings.weight").Select(w => w.Name)];

    private static bool IsOf(string mixin, string weight) => weight.StartsWith($"mixins.{mixin}.", StringComparison.Ordinal);
}
