using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>The network that adapters are merged into: what a user named, and how the result is written in its form.</summary>
public sealed class MergeBase
{
    private const string DiffusersFile = "diffusion_pytorch_model.safetensors";

    private readonly string _path;
    private readonly bool _isDiffusers;

    private MergeBase(string path)
    {
        _path = path;
        _isDiffusers = File.Exists(Path.Combine(path, DiffusersFolder.ConfigFile));
    }

    /// <summary>Finds the weights that a name stands for.</summary>
    /// <param name="name">
    /// A weight file, a run directory, a SAT checkpoint directory, a diffusers folder (the pipeline's or its
    /// <c>transformer</c>), or a config or preset whose <c>model.weights</c> names one.
    /// </param>
    /// <exception cref="InputException">A config names no weights.</exception>
    public static MergeBase Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Directory.Exists(name))
        {
            var component = Path.Combine(name, DiffusersPipeline.TransformerFolder);
            return new MergeBase(Directory.Exists(component) && !ModelWeights.IsRun(name) ? component : name);
        }

        if (File.Exists(name) && Path.GetExtension(name) is not (".json" or ".yaml" or ".yml"))
        {
            return new MergeBase(name);
        }

        var (config, _) = RunConfigFile.Load([name], []);
        return new MergeBase(PresetCatalog.ResolvePath(config.Model.Weights ?? throw new InputException(
            $"'{name}' names no weights to merge into (model.weights); give a weight file, folder or run.")));
    }

    /// <summary>Opens the weights under the names they have. A SAT checkpoint that holds an adapter gives its base.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public IWeightSource Open()
    {
        var source = ModelWeights.OpenStored(_path);
        return source.Entries.Keys.Any(name => SatLoraNames.FactorOf(name) is not null) ? new RenamedWeights(source, SatLoraNames.ToBase) : source;
    }

    /// <summary>
    /// Writes merged weights: a .safetensors or .pt file, or else a folder in the form of what was merged into (a SAT
    /// checkpoint directory, a diffusers transformer folder, a folder with model.safetensors).
    /// </summary>
    public void Write(IWeightSource merged, string path)
    {
        ArgumentNullException.ThrowIfNull(merged);
        ArgumentException.ThrowIfNullOrEmpty(path);
        switch (Path.GetExtension(path))
        {
            case ".safetensors":
                WriteSafetensors(merged, path);
                break;
            case ".pt":
                TorchFileWriter.Write(path, merged);
                break;
            default:
                WriteFolder(merged, path);
                break;
        }
    }

    private void WriteFolder(IWeightSource merged, string path)
    {
        if (SatDirectory.Recognises(_path))
        {
            var config = SatDirectory.Open(_path).ReadConfig();
            SatDirectoryWriter.Write(path, merged, modelConfig: config);
            return;
        }

        WriteSafetensors(merged, Path.Combine(path, _isDiffusers ? DiffusersFile : ModelWeights.NetworkFile));
        if (_isDiffusers)
        {
            File.Copy(Path.Combine(_path, DiffusersFolder.ConfigFile), Path.Combine(path, DiffusersFolder.ConfigFile), overwrite: true);
        }
    }

    private static void WriteSafetensors(IWeightSource merged, string path)
    {
        using var scope = NewDisposeScope();
        var metadata = merged.Metadata.Where(pair => pair.Key == "format").ToDictionary();
        SafetensorsWriter.Write(path, merged.Entries.Keys.Select(name => (name, merged.Read(name))), metadata);
    }
}
