using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Runs;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;

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

    /// <summary>
    /// Opens the network's weights under our own names: a file or folder in SAT's or diffusers' naming, a diffusers pipeline,
    /// a SAT checkpoint directory (of one with LoRA the network underneath); a run directory stands for its last complete
    /// checkpoint, and there for the averaged weights if the run kept them. What was found is in the description.
    /// </summary>
    /// <exception cref="InputException">There are none, or the run trained an adapter.</exception>
    public static IWeightSource OpenNetwork(string path)
    {
        var source = Open(InPipeline(path, DiffusersPipeline.TransformerFolder), NetworkFile);
        return ModelParts.Network(HasSatLora(source) ? new RenamedWeights(source, SatLoraNames.ToBase) : source);
    }

    /// <summary>Whether a network's weights are a SAT checkpoint that holds a LoRA as well.</summary>
    /// <exception cref="InputException">There are no weights.</exception>
    public static bool HasSatLora(string path)
    {
        using var source = Open(InPipeline(path, DiffusersPipeline.TransformerFolder), NetworkFile);
        return HasSatLora(source);
    }

    /// <summary>Opens the autoencoder's weights under our own names: a file or folder in SAT's or diffusers' naming, a diffusers pipeline, or the last complete checkpoint of a run that trained one.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static IWeightSource OpenAutoencoder(string path) =>
        ModelParts.Autoencoder(Open(InPipeline(path, DiffusersPipeline.AutoencoderFolder), AutoencoderRun.WeightFile));

    /// <summary>Opens an adapter: a file, or the last complete checkpoint of a run that trained one.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static IWeightSource OpenAdapter(string path) => Open(path, AdapterFile);

    /// <summary>Opens the network's weights under the names that they are stored with, without the prefix of a whole engine.</summary>
    /// <param name="path">As for <see cref="OpenNetwork"/>.</param>
    /// <exception cref="InputException">There are none.</exception>
    internal static IWeightSource OpenNetworkAsStored(string path) =>
        TransformerWeights.WithoutPrefix(OpenStored(path), VideoDiffusionEngine.TransformerPrefix);

    /// <summary>Opens the file with the network's weights as it is: names, prefixes and other parts included.</summary>
    /// <param name="path">As for <see cref="OpenNetwork"/>.</param>
    /// <exception cref="InputException">There is none.</exception>
    internal static IWeightSource OpenStored(string path) => Open(InPipeline(path, DiffusersPipeline.TransformerFolder), NetworkFile);

    /// <summary>Whether a path is a run directory.</summary>
    public static bool IsRun(string path) => Directory.Exists(Path.Combine(path, "checkpoints"));

    /// <summary>The last complete checkpoint of a run.</summary>
    /// <exception cref="InputException">There is none yet.</exception>
    public static CheckpointInfo LastCheckpoint(string run) => new CheckpointStore(Path.Combine(run, "checkpoints")).Latest()
        ?? throw new InputException($"Run '{run}' has no complete checkpoint yet.");

    private static bool HasSatLora(IWeightSource source) => source.Entries.Keys.Any(name => SatLoraNames.FactorOf(name) is not null);

    private static IWeightSource Open(string path, string file)
    {
        path = PresetCatalog.ResolvePath(path);
        var run = IsRun(path);
        var folder = run ? LastCheckpoint(path).Folder : path;
        if (run && File.Exists(Path.Combine(folder, file)) && File.Exists(Path.Combine(folder, CheckpointInfo.AverageFile)))
        {
            return WeightFiles.Open(Path.Combine(folder, CheckpointInfo.AverageFile));
        }

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

    // A pipeline's own folder stands for the one of the part that is asked for.
    private static string InPipeline(string path, string part) => DiffusersPipeline.Recognises(PresetCatalog.ResolvePath(path)) ? Path.Combine(path, part) : path;
}
