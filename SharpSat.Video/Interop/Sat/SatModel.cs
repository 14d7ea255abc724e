using Newtonsoft.Json.Linq;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The <c>model</c> section of a reference configuration (<c>SATVideoDiffusionEngine</c>).</summary>
internal sealed record SatModel
{
    /// <summary>What training freezes unless the section says otherwise.</summary>
    public static IReadOnlyList<string> DefaultFrozen { get; } = ["first_stage_model", "conditioner"];

    public required CogVideoXConfig Network { get; init; }

    /// <summary>The <c>lora_config</c> node, or null.</summary>
    public JToken? Lora { get; init; }

    public required SatAutoencoder Autoencoder { get; init; }

    public required SatEmbedder Text { get; init; }

    public double Scale { get; init; }

    /// <summary>Whether the data are latents already.</summary>
    public bool LatentInput { get; init; }

    /// <summary>Whether training conditions on a noised first frame.</summary>
    public bool NoisedImage { get; init; }

    /// <summary>Whether the picture's latent stands in every frame of training's condition.</summary>
    public bool ImageInEveryFrame { get; init; }

    /// <summary>Probability that training leaves the picture out.</summary>
    public double ImageDropout { get; init; }

    public int? ClipsAtATime { get; init; }

    /// <summary>Beginnings of the names of parameters that do not train; "all" stands for every one but a LoRA's.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = DefaultFrozen;

    public required JToken Denoiser { get; init; }

    public JToken? Sampler { get; init; }

    public JToken? Loss { get; init; }

    /// <summary>Reads the section. The diffusion nodes (denoiser, sampler, loss) are checked where they are used.</summary>
    /// <exception cref="Core.Errors.InputException">A value is missing, of the wrong type, or not supported.</exception>
    public static SatModel Read(JToken section, SatReading reading)
    {
        var p = SatParams.Mapping(section, reading, section.Path);
        p.Only("input_key", "mp4").Only("network_wrapper", "sgm.modules.diffusionmodules.wrappers.OpenAIWrapper")
            .Only("use_pd", false).Only("lora_train", false)
            .Irrelevant("log_keys", "disable_first_stage_autocast", "compile_model")
            .Ineffective("augmentation_dropout", "is not used; the reference's code does not use it either.");
        var network = p.Required("network_config");
        return new SatModel
        {
            Network = SatNetwork.Transformer(network, reading),
            Lora = (SatNode.Param(network, "modules") as JObject)?["lora_config"] is { Type: not JTokenType.Null } lora ? lora : null,
            Autoencoder = SatAutoencoder.Read(p.Required("first_stage_config"), reading),
            Text = SatEmbedder.ReadConditioner(p.Required("conditioner_config"), reading),
            Scale = p.OptionalDouble("scale_factor") ?? 1,
            LatentInput = p.Bool("latent_input", false),
            NoisedImage = p.Bool("noised_image_input", false),
            ImageInEveryFrame = p.Bool("noised_image_all_concat", false),
            ImageDropout = p.OptionalDouble("noised_image_dropout") ?? 0,
            ClipsAtATime = p.OptionalInt("en_and_decode_n_samples_a_time"),
            Frozen = p.Texts("not_trainable_prefixes") ?? DefaultFrozen,
            Denoiser = p.Required("denoiser_config"),
            Sampler = p.Node("sampler_config"),
            Loss = p.Node("loss_fn_config"),
        };
    }
}
