using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Video.Engine;
using SharpSat.Video.Guidance;
using SharpSat.Video.Networks;
using TorchSharp;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// A whole CogVideoX model in diffusers' layout: <c>model_index.json</c> and the folders transformer, vae, text_encoder,
/// tokenizer and scheduler.
/// </summary>
public static class DiffusersPipeline
{
    /// <summary>Folder of the network.</summary>
    public const string TransformerFolder = "transformer";

    /// <summary>Folder of the autoencoder.</summary>
    public const string AutoencoderFolder = "vae";

    /// <summary>Folder of the text encoder.</summary>
    public const string TextEncoderFolder = "text_encoder";

    /// <summary>Folder of the tokenizer.</summary>
    public const string TokenizerFolder = "tokenizer";

    /// <summary>Folder of the scheduler's settings.</summary>
    public const string SchedulerFolder = "scheduler";

    private const double DefaultGuidance = 6;
    private static readonly string[] Folders = [TransformerFolder, AutoencoderFolder, TextEncoderFolder, TokenizerFolder, SchedulerFolder];

    /// <summary>Whether a folder has the file that makes it a pipeline.</summary>
    public static bool Recognises(string folder) => File.Exists(Path.Combine(folder, DiffusersFolder.IndexFile));

    /// <summary>The config of a model as SharpSat's own files say it, with diffusers' behaviour wherever the SAT version has another.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="InputException">A folder is missing, or a setting is not known or not supported.</exception>
    public static ConfigDocument ToConfig(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var missing = Folders.Where(name => !Directory.Exists(Path.Combine(folder, name))).ToList();
        if (missing.Count > 0)
        {
            throw new InputException(
                $"'{folder}' has a {DiffusersFolder.IndexFile} but lacks {string.Join(", ", missing)}. A CogVideoX pipeline has the folders {string.Join(", ", Folders)}.");
        }

        var root = Path.GetFullPath(folder);
        var network = TransformerConfigFile.Read(Path.Combine(root, TransformerFolder, DiffusersFolder.ConfigFile));
        var (autoencoder, scale, invert) = AutoencoderConfigFile.Read(Path.Combine(root, AutoencoderFolder, DiffusersFolder.ConfigFile));
        var scheduler = DiffusersSchedulerConfig.Read(Path.Combine(root, SchedulerFolder));
        var published = PublishedSizes.Of(network);
        var model = new JObject
        {
            ["network"] = Component("cogvideox", RecordJson.Of(network)),
            ["autoencoder"] = new JObject { ["params"] = RecordJson.Of(autoencoder), ["weights"] = Path.Combine(root, AutoencoderFolder) },
            ["text"] = new JObject { ["weights"] = Path.Combine(root, TextEncoderFolder), ["tokenizer"] = Path.Combine(root, TokenizerFolder) },
            ["schedule"] = Component("cogvideox_diffusers", RecordJson.Of(scheduler.ScheduleParams())),
            ["parameterization"] = Component(scheduler.PredictionType switch
            {
                DiffusersPrediction.Epsilon => "epsilon_prediction",
                DiffusersPrediction.Sample => "sample_prediction",
                _ => "v_prediction",
            }),
            ["latent_scale"] = scale,
            ["encoding"] = Name(LatentEncoding.FrameBatches),
            ["decoding"] = Name(LatentDecoding.Diffusers),
            ["image_scaling"] = Name(invert ? ImageLatentScaling.Divide : ImageLatentScaling.Multiply),
            ["dtypes"] = new JArray(Dtypes(Path.Combine(root, TransformerFolder))),
            ["weights"] = Path.Combine(root, TransformerFolder),
        };
        if (published is not null)
        {
            model["sizes"] = RecordJson.Of(published.Limits);
        }

        return ConfigDocument.From(new JObject { ["model"] = model, ["sampling"] = Sampling(network, autoencoder.SpatialCompression, scheduler, published) });
    }

    private static JObject Sampling(CogVideoXConfig network, int compression, DiffusersSchedulerConfig scheduler, PublishedSizes? published) => new()
    {
        ["sampler"] = scheduler.ClassName == DiffusersSchedulerConfig.DdimClass
            ? Component("ddim")
            : Component("dpmpp_2m_sde", new JObject { ["draws"] = Name(Samplers.DpmNoiseDraws.Diffusers) }),
        ["guidance"] = Component("cfg", new JObject { ["scale"] = DefaultGuidance, ["switch"] = Name(GuidanceSwitch.AboveOne) }),
        ["steps"] = 50,
        ["frames"] = published?.Frames ?? (((network.LatentFrames - network.PatchSizeT) * 4) + 1),
        ["height"] = published?.Height ?? (network.LatentHeight * compression),
        ["width"] = published?.Width ?? (network.LatentWidth * compression),
        ["fps"] = published?.Fps ?? 8,
        ["snap_levels"] = false,
        ["unconditional"] = Name(Text.UnconditionalText.EmptyCaption),
        ["picture_fit"] = Name(Media.PictureFit.Stretch),
        ["rounding"] = Name(PixelRounding.HalfToEven),
    };

    // The type that the weights are published in comes first; a bf16 model overflows fp16.
    private static IEnumerable<string> Dtypes(string transformer)
    {
        using var weights = WeightFiles.Open(transformer);
        return weights.Entries.Values.FirstOrDefault(entry => entry.Shape.Count > 1)?.Dtype switch
        {
            torch.ScalarType.BFloat16 => ["bf16", "fp32"],
            torch.ScalarType.Float16 => ["fp16", "bf16", "fp32"],
            _ => ["fp32", "bf16"],
        };
    }

    private static JObject Component(string target, JObject? settings = null) =>
        settings is null ? new JObject { ["target"] = target } : new JObject { ["target"] = target, ["params"] = settings };

    private static string Name(Enum value) => RecordJson.NameOf(value);
}
