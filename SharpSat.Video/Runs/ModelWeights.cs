using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Runs;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;

namespace SharpSat.Video.Runs;

/// <summary>Finds weights where configs and the command line name them: files, folders, run directories.</summary>
public static class ModelWeights
{
    /// <summary>File of a run's trained network.</summary>
    public const string NetworkFile = "model.safetensors";

    /// <summary>File of a run's trained adapter.</summary>
    public const string AdapterFile = "adapter.safetensors";

    private static readonly (string File, string What, string Place)[] Kinds =
    [
        (NetworkFile, "a network", "the model (model.weights, --model)"),
        (AdapterFile, "a LoRA adapter", "an adapter (--lora), beside the network it was trained on"),
        (AutoencoderRun.WeightFile, "an autoencoder", "model.autoencoder.weights"),
    ];

    /// <summary>Opens the network's weights; a run directory stands for its last complete checkpoint.</summary>
    /// <exception cref="InputException">There are none, or the run trained an adapter.</exception>
    public static IWeightSource OpenNetwork(string path) => Strip(Open(path, NetworkFile), VideoDiffusionEngine.TransformerPrefix);

    /// <summary>Opens the autoencoder's weights: a file, a folder, or the last complete checkpoint of a run that trained one.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static IWeightSource OpenAutoencoder(string path) =>
        Strip(Open(path, AutoencoderRun.WeightFile), VideoDiffusionEngine.AutoencoderPrefix);

    /// <summary>Opens an adapter: a file, or the last complete checkpoint of a run that trained one.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static IWeightSource OpenAdapter(string path) => Open(path, AdapterFile);

    /// <summary>Whether a path is a run directory.</summary>
    public static bool IsRun(string path) => Directory.Exists(Path.Combine(path, "checkpoints"));

    /// <summary>The last complete checkpoint of a run.</summary>
    /// <exception cref="InputException">There is none yet.</exception>
    public static CheckpointInfo LastCheckpoint(string run) => new CheckpointStore(Path.Combine(run, "checkpoints")).Latest()
        ?? throw new InputException($"Run '{run}' has no complete checkpoint yet.");

    private static IWeightSource Open(string path, string file)
    {
        path = PresetCatalog.ResolvePath(path);
        var folder = IsRun(path) ? LastCheckpoint(path).Folder : path;
        if (Directory.Exists(folder) && File.Exists(Path.Combine(folder, file)))
        {
            return WeightFiles.Open(Path.Combine(folder, file));
        }

        // One line for every other thing it could be, so that the message says where it belongs.
        foreach (var (_, what, place) in Kinds.Where(kind => kind.File != file && File.Exists(Path.Combine(folder, kind.File))))
        {
            var wanted = Kinds.Single(kind => kind.File == file).What;
            throw new InputException($"'{path}' holds {what}, not {wanted}. Name it as {place}.");
        }

        return WeightFiles.Open(folder);
    }

    private static IWeightSource Strip(IWeightSource source, string prefix) =>
        source.Entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)) ? new PrefixedWeights(source, prefix) : source;
}
