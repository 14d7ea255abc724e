using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;
using SharpSat.Video.Configuration;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>Writes <c>model</c>, <c>lora</c> and <c>training</c> from the reference's <c>model</c> section.</summary>
internal static class SatModelSection
{
    public static void Write(SatModel model, JToken section, SatParams args, SatOutput output, SatReading reading)
    {
        var network = section["network_config"];
        var shared = args.Bool("checkpoint_activations", false);
        output.Put("model.network", "cogvideox", model.Network with { CheckpointActivations = model.Network.CheckpointActivations || shared }, network);
        output.Put("model.weights", args.Text("load"), args.Node("load"));
        var autoencoder = section["first_stage_config"];
        output.Put("model.autoencoder.params", model.Autoencoder.Config, autoencoder);
        output.Put("model.autoencoder.weights", model.Autoencoder.Weights, SatNode.Param(autoencoder, "ckpt_path"));
        output.Put("model.autoencoder.ignore", model.Autoencoder.Ignored, SatNode.Param(autoencoder, "ignore_keys") ?? autoencoder);
        if (model.Autoencoder.ContextParallel > 1)
        {
            reading.Warn(SatNode.Param(autoencoder, "cp_size")!, "is not used: one process decodes a clip, and no chunk's first frame is apart.");
        }

        Text(model, section["conditioner_config"]!, output);
        SatDiffusionSection.Write(model, output, reading);
        output.Put("model.latent_scale", model.Scale, section["scale_factor"] ?? section);
        output.Put("model.decoding", LatentDecoding.Sat, section);
        output.Put("model.image_scaling", ImageLatentScaling.Multiply, section);
        output.Put("model.image_frames", model.ImageInEveryFrame ? ImageFrames.Every : ImageFrames.First, section["noised_image_all_concat"] ?? section);
        output.Put("model.clips_at_a_time", model.ClipsAtATime, section["en_and_decode_n_samples_a_time"]);
        Image(model, section, output, reading);
        Lora(model, section, output, reading);
    }

    private static void Text(SatModel model, JToken conditioner, SatOutput output)
    {
        output.Put("model.text.weights", model.Text.Folder, conditioner);
        output.Put("model.text.length", model.Text.Length == model.Network.TextLength ? null : model.Text.Length, conditioner);
        output.Put("training.caption_dropout", model.Text.Dropout, conditioner);
    }

    private static void Image(SatModel model, JToken section, SatOutput output, SatReading reading)
    {
        if (model.LatentInput)
        {
            reading.Warn(section["latent_input"]!, "is not used: videos are read and encoded, not latents.");
        }

        if (model.NoisedImage)
        {
            output.Put("training.image_noise", new ImageNoiseParams(), section["noised_image_input"]);
            output.Put("training.image_dropout", Math.Clamp(model.ImageDropout, 0, 1), section["noised_image_dropout"] ?? section);
        }
        else if (model.ImageDropout > 0)
        {
            reading.Warn(section["noised_image_dropout"]!, "has no effect without noised_image_input.");
        }
    }

    private static void Lora(SatModel model, JToken section, SatOutput output, SatReading reading)
    {
        var frozen = section["not_trainable_prefixes"];
        if (model.Lora is not { } node)
        {
            if (!model.Frozen.Order(StringComparer.Ordinal).SequenceEqual(SatModel.DefaultFrozen.Order(StringComparer.Ordinal)))
            {
                throw new SatUnsupportedException(frozen, frozen!.Path, "is not supported without lora_config, except as [first_stage_model, conditioner].");
            }

            return;
        }

        if (!model.Frozen.Contains("all"))
        {
            reading.Warn(node, "trains alone here: the network stays frozen as with not_trainable_prefixes [all].");
        }

        var settings = SatLora.Lora2(node, model.Network.Backbone());
        reading.TakeAll(node);
        var layers = Enumerable.Range(0, model.Network.NumLayers).ToList();
        var ends = settings.Targets.Select(target => target[(target.IndexOf('.', "layers.".Length) + 1)..]).Distinct().ToList();

        // Every layer's projections are named by their ends.
        var targets = settings.Targets.Count == ends.Count * layers.Count ? ends : settings.Targets;
        output.Put("lora", settings with { Targets = targets }, node);
        if (SatNode.Param(node, "lora_alpha") is null)
        {
            reading.Note(node, $"has no lora_alpha, which the reference takes as 1: the update is scaled by 1/{settings.Rank}.");
        }
    }
}
