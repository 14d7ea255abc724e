using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Conversion;

/// <summary>What diffusers' configuration files say and weights alone do not.</summary>
/// <param name="Source">Where it is from, for messages.</param>
internal sealed record ModelFacts(string Source)
{
    private readonly CogVideoXConfig? _network;
    private readonly AutoencoderConfig? _autoencoder;

    /// <summary>Sizes of the network.</summary>
    /// <exception cref="InputException">The source does not say.</exception>
    public CogVideoXConfig Network
    {
        get => _network ?? throw new InputException($"'{Source}' says nothing about a network; name a preset, a config or a diffusers pipeline of this model with --config.");
        init => _network = value;
    }

    /// <summary>Sizes of the autoencoder.</summary>
    /// <exception cref="InputException">The source does not say.</exception>
    public AutoencoderConfig Autoencoder
    {
        get => _autoencoder ?? throw new InputException($"'{Source}' says nothing about an autoencoder; name a preset, a config or a diffusers pipeline of this model with --config.");
        init => _autoencoder = value;
    }

    /// <summary>Factor on the latents.</summary>
    public double LatentScale { get; init; } = 1;

    /// <summary>Whether a picture's latents are divided by it instead.</summary>
    public bool InvertScale { get; init; }

    /// <summary>Signal-to-noise shift of the noise schedule.</summary>
    public double SnrShift { get; init; } = 1;

    /// <summary>A diffusers scheduler folder to copy, or null to write one for <see cref="SnrShift"/>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Class name of the diffusers pipeline that was named, which weights do not tell (video to video shares text to video's).</summary>
    public string? PipelineClass { get; init; }

    /// <summary>The facts of a preset, a config file, a diffusers pipeline or one of its folders.</summary>
    /// <exception cref="InputException">It is none of them, or not of a CogVideoX network.</exception>
    public static ModelFacts Of(string name)
    {
        if (Component(name) is { } component)
        {
            return component;
        }

        var model = RunConfigFile.Load([name]).Config.Model;
        return new ModelFacts(name)
        {
            Network = ConfigBinder.Bind<CogVideoXConfig>(model.Network.Params ?? new JObject(), "model.network.params"),
            Autoencoder = model.Autoencoder.Params,
            LatentScale = model.LatentScale,
            InvertScale = model.ImageScaling == ImageLatentScaling.Divide,
            SnrShift = (double?)model.Schedule.Params?["shift"] ?? 1,
            Scheduler = DiffusersPipeline.Recognises(name) ? Path.Combine(name, DiffusersPipeline.SchedulerFolder) : null,
            PipelineClass = DiffusersPipeline.Recognises(name) ? (string?)ConfigDocument.Load(Path.Combine(name, DiffusersFolder.IndexFile)).Root["_class_name"] : null,
        };
    }

    /// <summary>Whether a path is a diffusers pipeline or one of its folders.</summary>
    public static bool Knows(string path) => DiffusersPipeline.Recognises(path) || ClassOf(path) is TransformerConfigFile.ClassName or AutoencoderConfigFile.ClassName;

    /// <summary>The facts of the preset whose network these weights fit.</summary>
    /// <param name="transformer">A network's weights under our own names.</param>
    /// <exception cref="InputException">They fit none.</exception>
    public static ModelFacts Guess(IWeightSource transformer)
    {
        foreach (var name in PresetCatalog.Names)
        {
            var facts = Of(name);
            using var network = new CogVideoXTransformer(facts.Network);
            if (network.NamedWeights().Where(w => w.Weight.Trainable && !TransformerNames.IsUnused(w.Name)).All(w => Fits(transformer, w.Name, w.Weight)))
            {
                return facts;
            }
        }

        throw new InputException(
            $"'{transformer.Description}' fits no preset ({string.Join(", ", PresetCatalog.Names)}), and weights do not say all that a config.json needs. Name a config, a preset or a diffusers folder of this model with --config.");
    }

    private static bool Fits(IWeightSource source, string name, Weight weight) =>
        source.Entries.TryGetValue(name, out var entry) && entry.Shape.SequenceEqual(weight.Shape);

    private static ModelFacts? Component(string folder)
    {
        var file = Path.Combine(folder, DiffusersFolder.ConfigFile);
        switch (ClassOf(folder))
        {
            case TransformerConfigFile.ClassName:
                return new ModelFacts(folder) { Network = TransformerConfigFile.Read(file) };
            case AutoencoderConfigFile.ClassName:
                var (config, scale, invert) = AutoencoderConfigFile.Read(file);
                return new ModelFacts(folder) { Autoencoder = config, LatentScale = scale, InvertScale = invert };
            default:
                return null;
        }
    }

    private static string ClassOf(string folder)
    {
        var file = Path.Combine(folder, DiffusersFolder.ConfigFile);
        return File.Exists(file) ? ComponentConfig.Read(file).ClassName : string.Empty;
    }
}
