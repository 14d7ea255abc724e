using System.Globalization;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>Builds the engine of a recorded case, under the overrides of a run, with the case's weights.</summary>
internal static class SatEngineBuilder
{
    /// <summary>The config's model section, and the engine it describes.</summary>
    /// <exception cref="ParityUnsupportedException">Something in it is not supported.</exception>
    public static (SatModel Model, VideoDiffusionEngine Engine) Build(ParityCase parity, JToken? overrides)
    {
        var model = Read((JObject)parity.Json["config"]!.DeepClone(), overrides as JObject);
        var denoiser = SatSchedules.Denoiser(model);
        var text = T5TextEncoder.Open(parity.PathOf(model.Text.Folder), model.Text.Length, ScalarType.Float32);
        var engine = new VideoDiffusionEngine(new VideoDiffusionParts
        {
            Transformer = new CogVideoXTransformer(model.Network),
            Autoencoder = new VideoAutoencoder(model.Autoencoder.Config),
            Conditioner = new TextConditioner(text, model.Text.Dropout),
            Schedule = SatSchedules.Of(model),
            Parameterization = denoiser.Parameterization,
            LatentScale = model.Scale,
            Decoding = LatentDecoding.Sat,
            ImageScaling = ImageLatentScaling.Multiply,
            ClipsAtATime = model.ClipsAtATime,
        });
        Load(parity, engine);
        Freeze(engine, model.Frozen);
        return (model, engine);
    }

    private static SatModel Read(JObject config, JObject? overrides)
    {
        foreach (var (path, value) in overrides ?? [])
        {
            Override(config, path, value!.DeepClone());
        }

        var reading = new SatReading();
        var model = SatModel.Read(reading.Take(config, "model") ?? throw new ParityUnsupportedException("an engine without a model section"), reading);
        foreach (var node in new[] { model.Denoiser, model.Sampler, model.Loss })
        {
            reading.TakeAll(node);
        }

        reading.RequireAllRead(config);
        return model switch
        {
            { Lora: not null } => throw new ParityUnsupportedException("an engine with lora_config"),
            { Autoencoder.ContextParallel: > 1 } => throw new ParityUnsupportedException("an engine with cp_size above 1"),
            { LatentInput: true, NoisedImage: true } => throw new ParityUnsupportedException("latent_input with noised_image_input"),
            _ => model,
        };
    }

    // A number in a path is an index of a list.
    private static void Override(JObject config, string path, JToken value)
    {
        var names = path.Split('.');
        JToken at = config;
        foreach (var name in names[..^1])
        {
            at = at switch
            {
                JArray list => list[int.Parse(name, CultureInfo.InvariantCulture)],
                JObject members when members[name] is JContainer inner => inner,
                JObject members => members[name] = new JObject(),
                _ => throw new ParityUnsupportedException($"the override '{path}'"),
            };
        }

        if (at is JArray items)
        {
            items[int.Parse(names[^1], CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            at[names[^1]] = value;
        }
    }

    private static void Load(ParityCase parity, VideoDiffusionEngine engine)
    {
        var weights = parity.Json["weights"]!;
        Load(parity, engine, weights["network"], VideoDiffusionEngine.TransformerPrefix);
        Load(parity, engine, weights["first_stage"], VideoDiffusionEngine.AutoencoderPrefix);
        var prefix = (string?)weights["text_encoder"]?["module_prefix"];
        if (prefix is not null && prefix != VideoDiffusionEngine.TextEncoderPrefix)
        {
            throw new ParityUnsupportedException($"the text encoder under '{prefix}'");
        }
    }

    /// <summary>Through the engine's own names: every weight of the part must be there, and nothing else.</summary>
    private static void Load(ParityCase parity, VideoDiffusionEngine engine, JToken? part, string prefix)
    {
        if ((string?)part?["module_prefix"] != prefix)
        {
            throw new ParityUnsupportedException($"weights of an engine without those of '{prefix}'");
        }

        using var stored = new PrefixedWeights(parity.Weights((string)part!["file"]!), (string?)part["file_prefix"] ?? string.Empty);
        using var source = new RenamedWeights(stored, name => prefix + name);
        var report = WeightLoader.Load(engine, source, new WeightLoadOptions { Dtype = ScalarType.Float32, Strict = false });
        var lost = engine.NamedWeights().Select(w => w.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Except(report.Loaded).ToList();
        if (lost.Count > 0 || report.Unexpected.Count > 0)
        {
            throw new InvalidOperationException($"Weights of '{prefix}' do not fit: {lost.Count} missing, unexpected {string.Join(", ", report.Unexpected.Take(3))}.");
        }
    }

    private static void Freeze(VideoDiffusionEngine engine, IReadOnlyList<string> prefixes)
    {
        foreach (var (name, weight) in engine.NamedWeights())
        {
            if (prefixes.Any(prefix => prefix == "all" || name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                weight.Value.requires_grad = false;
            }
        }
    }
}
