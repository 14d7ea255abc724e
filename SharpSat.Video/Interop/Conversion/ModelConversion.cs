using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using SharpSat.Video.Runs;
using TorchSharp;

namespace SharpSat.Video.Interop.Conversion;

/// <summary>
/// Writes a model, or a part of one, in the other layout. Weights keep every bit; text encoder and tokenizer are the same in
/// both and are copied as they are.
/// </summary>
public static class ModelConversion
{
    private const string DiffusersWeights = "diffusion_pytorch_model";

    /// <summary>Converts.</summary>
    /// <param name="source">A diffusers pipeline or one of its folders, a SAT model or one of its checkpoints, or a single file of either.</param>
    /// <param name="target">Folder to write; for a single part of a SAT model also a .pt file.</param>
    /// <param name="format">The layout to write.</param>
    /// <param name="config">Preset, config file or diffusers pipeline that says what SAT's weights do not; null finds the preset that fits.</param>
    /// <param name="shardBytes">Most bytes of a safetensors file.</param>
    /// <param name="progress">Told the parts done, those in all, and what is written next.</param>
    /// <returns>One line for each part: what was found and what was written.</returns>
    /// <exception cref="InputException">Something is not known, does not fit, or cannot be said in the other layout.</exception>
    public static IReadOnlyList<string> Convert(
        string source, string target, ModelFormat format, string? config = null, long shardBytes = ShardedSafetensorsWriter.DefaultShardBytes, Action<long, long, string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var model = FoundModel.At(source);
        var steps = format == ModelFormat.Sat ? ToSat(model, target) : ToDiffusers(model, target, source, config, shardBytes);
        var lines = new List<string>();
        foreach (var (what, write) in steps)
        {
            progress?.Invoke(lines.Count, steps.Count, what);
            lines.Add(write());
        }

        progress?.Invoke(steps.Count, steps.Count, string.Empty);
        return lines;
    }

    private static List<(string What, Func<string> Write)> ToSat(FoundModel model, string target)
    {
        var steps = new List<(string, Func<string>)>();
        if (model.Transformer is { } transformer)
        {
            steps.Add(("transformer", () => SatTransformer(transformer, model.IsWhole ? Path.Combine(target, FoundModel.SatTransformerFolder) : target)));
        }

        if (model.Autoencoder is { } autoencoder)
        {
            var folder = model.IsWhole ? Path.Combine(target, FoundModel.SatAutoencoderFolder) : target;
            var file = !model.IsWhole && Path.GetExtension(target) == ".pt" ? target : Path.Combine(folder, FoundModel.SatAutoencoderFile);
            steps.Add(("vae", () =>
            {
                using var weights = ModelWeights.OpenAutoencoder(autoencoder);
                TorchFileWriter.Write(file, weights, "state_dict");
                return Line("autoencoder", weights, file);
            }));
        }

        foreach (var folder in new[] { model.TextEncoder, model.Tokenizer }.OfType<string>().Distinct())
        {
            steps.Add(("text encoder", () => Copy(folder, Path.Combine(target, FoundModel.SatTextFolder))));
        }

        return steps;
    }

    private static List<(string What, Func<string> Write)> ToDiffusers(FoundModel model, string target, string source, string? config, long shardBytes)
    {
        var steps = new List<(string, Func<string>)>();
        var facts = Facts(model, source, config);
        if (model.Transformer is { } transformer)
        {
            var folder = model.IsWhole ? Path.Combine(target, DiffusersPipeline.TransformerFolder) : target;
            var settings = TransformerConfigFile.Write(facts.Network);
            steps.Add(("transformer", () =>
            {
                using var found = ModelWeights.OpenNetwork(transformer);
                using var weights = TransformerWeights.ToDiffusers(found, TransformerWeights.AsDiffusers(facts.Network));
                return Component(folder, weights, settings, "transformer", shardBytes);
            }));
        }

        if (model.Autoencoder is { } autoencoder)
        {
            var folder = model.IsWhole ? Path.Combine(target, DiffusersPipeline.AutoencoderFolder) : target;
            var settings = AutoencoderConfigFile.Write(facts.Autoencoder, facts.LatentScale, facts.InvertScale);
            steps.Add(("vae", () =>
            {
                using var found = ModelWeights.OpenAutoencoder(autoencoder);
                using var weights = AutoencoderWeights.ToDiffusers(found);
                return Component(folder, weights, settings, "autoencoder", shardBytes);
            }));
        }

        if (model.IsWhole)
        {
            steps.AddRange(TextAndIndex(model, target, facts));
        }

        return steps;
    }

    private static IEnumerable<(string What, Func<string> Write)> TextAndIndex(FoundModel model, string target, ModelFacts facts)
    {
        if (model.TextEncoder is { } text && model.Tokenizer is { } tokenizer)
        {
            yield return ("text encoder", () => Copy(text, Path.Combine(target, DiffusersPipeline.TextEncoderFolder), file => !DiffusersIndex.IsTokenizerFile(file)));
            yield return ("tokenizer", () => Copy(tokenizer, Path.Combine(target, DiffusersPipeline.TokenizerFolder), DiffusersIndex.IsTokenizerFile));
        }

        yield return ("settings", () =>
        {
            var scheduler = facts.Scheduler is { } given ? (JObject)ConfigDocument.Load(Path.Combine(given, DiffusersSchedulerConfig.FileName)).Root.DeepClone() : DiffusersIndex.Scheduler(facts.SnrShift);
            WriteJson(Path.Combine(target, DiffusersPipeline.SchedulerFolder, DiffusersSchedulerConfig.FileName), scheduler);
            WriteJson(Path.Combine(target, DiffusersFolder.IndexFile), DiffusersIndex.Pipeline(facts.Network, (string)scheduler["_class_name"]!, model.TextEncoder is not null, facts.PipelineClass));
            return $"scheduler and {DiffusersFolder.IndexFile} -> '{target}'";
        });
    }

    private static ModelFacts Facts(FoundModel model, string source, string? config)
    {
        if (config is not null || ModelFacts.Knows(source))
        {
            return ModelFacts.Of(config ?? source);
        }

        if (model.Transformer is { } path)
        {
            using var weights = ModelWeights.OpenNetwork(path);
            return ModelFacts.Guess(weights);
        }

        throw new InputException("An autoencoder's weights do not say which model they belong to (its latent scale differs). Name a preset, a config or a diffusers pipeline of this model with --config.");
    }

    private static string SatTransformer(string path, string target)
    {
        using var stored = ModelWeights.OpenNetworkAsStored(path);
        var found = ModelParts.Found(stored);
        var isDiffusers = TransformerWeights.IsDiffusers(stored);
        using var weights = isDiffusers
            ? TransformerWeights.ToSat(stored, VideoDiffusionEngine.TransformerPrefix)
            : TransformerWeights.WithPrefix(stored, VideoDiffusionEngine.TransformerPrefix);
        using var tables = isDiffusers ? Table(path, weights) : null;
        using var whole = tables is null ? null : new JoinedWeights(weights, tables);
        if (Path.GetExtension(target) == ".pt")
        {
            TorchFileWriter.Write(target, whole ?? weights);
        }
        else
        {
            SatDirectoryWriter.Write(target, whole ?? weights, modelConfig: EngineConfig());
        }

        return Line("transformer", weights, target, found);
    }

    // What SAT's own training of CogVideoX writes: the sizes stand in its YAML files, not here.
    private static JObject EngineConfig() => new()
    {
        ["model_class"] = "SATVideoDiffusionEngine",
        ["tokenizer_type"] = "fake",
        ["model_parallel_size"] = 1,
    };

    // SAT keeps its fixed position table in the checkpoint and wants it there; diffusers computes it.
    private static MemoryWeights? Table(string path, IWeightSource weights)
    {
        var file = Path.Combine(path, DiffusersFolder.ConfigFile);
        if (!File.Exists(file) || TransformerConfigFile.Read(file) is not { Positions: PositionKind.SinCos } config)
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        var table = SinCos3DMixin.Compute(config.SinCos(), config.LargestGrid).to(weights.Entries.Values.First().Dtype);
        return new MemoryWeights([(VideoDiffusionEngine.TransformerPrefix + TransformerNames.PositionTable, table)]);
    }

    private static string Component(string folder, IWeightSource weights, JObject settings, string what, long shardBytes)
    {
        ShardedSafetensorsWriter.Write(folder, DiffusersWeights, weights, shardBytes);
        WriteJson(Path.Combine(folder, DiffusersFolder.ConfigFile), settings);
        return Line(what, weights, folder);
    }

    private static string Copy(string source, string target, Func<string, bool>? filter = null)
    {
        var files = Directory.EnumerateFiles(source).Where(file => filter is null || filter(Path.GetFileName(file))).ToList();
        Directory.CreateDirectory(target);
        files.ForEach(file => File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true));
        return $"{files.Count} files of '{source}' -> '{target}'";
    }

    private static string Line(string what, IWeightSource weights, string target, string? found = null) =>
        $"{what}: '{found ?? weights.Description}' -> {weights.Entries.Count} tensors in '{target}'";

    private static void WriteJson(string file, JObject json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, json.ToString(Formatting.Indented) + "\n");
    }
}
