using SharpSat.Video.Engine;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>Writes <c>sampling</c> from the reference's sampler and its sampling arguments.</summary>
internal static class SatSamplingSection
{
    // Defaults of the reference's arguments.
    private const double DefaultFps = 8;
    private static readonly IReadOnlyList<int> DefaultSize = [768, 1360];

    public static void Write(SatModel model, SatParams args, SatOutput output, SatReading reading)
    {
        if (model.Sampler is not { } node)
        {
            return;
        }

        var sampling = SatSampling.Read(node, reading);
        SatDiffusionSection.RequireSame(SatDiffusionSection.Discretization(node), SatComponents.Schedule(SatDiffusionSection.Discretization(model.Denoiser)));
        var sampler = SatComponents.Sampler(node);
        output.Put("sampling.sampler", sampler.Target, sampler.Settings, node);
        var guidance = SatComponents.Guidance(sampling.Guidance, SatNode.Param(node, "guider_config"));
        output.Put("sampling.guidance", guidance.Target, guidance.Settings, SatNode.Param(node, "guider_config") ?? node);
        output.Put("sampling.steps", sampling.Steps, SatNode.Param(node, "num_steps"));
        output.Put("sampling.snap_levels", SatNode.ClassOf(model.Denoiser) == "DiscreteDenoiser", model.Denoiser);

        // The reference's sampling script divides the scale out again and shows the picture in the first frame only.
        output.Put("sampling.image_scaling", ImageLatentScaling.Unscaled, node);
        output.Put("sampling.image_frames", ImageFrames.First, node);
        Size(model, args, output, reading);
        Requests(model, args, output, reading);
    }

    private static void Size(SatModel model, SatParams args, SatOutput output, SatReading reading)
    {
        var network = model.Network;
        var space = model.Autoencoder.Config.SpatialCompression;
        var (largest, widest) = (network.LatentHeight * space, network.LatentWidth * space);
        var given = args.Ints("sampling_image_size");
        if (given is not null and not { Count: 2 })
        {
            throw new SatUnsupportedException(args.Node("sampling_image_size"), "args.sampling_image_size", "must be [height, width].");
        }

        var fits = DefaultSize[0] <= largest && DefaultSize[1] <= widest;
        var size = given ?? (fits ? DefaultSize : [largest, widest]);
        output.Put("sampling.height", size[0], args.Node("sampling_image_size"));
        output.Put("sampling.width", size[1], args.Node("sampling_image_size"));

        // Without the argument: the frames of num_frames, filled up to whole patches. The first latent frame is dropped.
        var native = (network.LatentFrames / network.PatchSizeT) + network.PatchSizeT - 1;
        var latent = args.OptionalInt("sampling_num_frames") ?? native / network.PatchSizeT * network.PatchSizeT;
        output.Put("sampling.frames", Math.Max(1, (latent - 1) * model.Autoencoder.Config.TemporalCompression), args.Node("sampling_num_frames"));
        if (args.Node("sampling_num_frames") is { } frames)
        {
            reading.Note(frames, $"counts latent frames: {latent} are sampled, and the decoder drops the first.");
        }

        output.Put("sampling.fps", args.OptionalDouble("sampling_fps") ?? DefaultFps, args.Node("sampling_fps"));
    }

    private static void Requests(SatModel model, SatParams args, SatOutput output, SatReading reading)
    {
        if (args.OptionalInt("latent_channels") is { } channels && channels != model.Network.OutChannels)
        {
            throw new SatUnsupportedException(args.Node("latent_channels"), "args.latent_channels", $"is {channels}; the network makes {model.Network.OutChannels} (out_channels).");
        }

        var takesImage = model.Network.InChannels > model.Network.OutChannels;
        if (args.Node("image2video") is { } image && args.Bool("image2video", false) != takesImage)
        {
            reading.Warn(image, takesImage ? "is not used: this network takes a picture." : "is not used: this network takes no picture.");
        }

        if (args.Text("input_type") is { } type and not "txt")
        {
            reading.Warn(args.Node("input_type")!, $"'{type}' is not used: prompts come from the command line or a file.");
        }

        output.Put("sampling.prompts", args.Text("input_file"), args.Node("input_file"));
        output.Put("sampling.out", args.Text("output_dir"), args.Node("output_dir"));
        if (args.Text("mode") == "inference")
        {
            output.Put("sampling.videos_per_prompt", args.OptionalInt("batch_size"), args.Node("batch_size"));
        }

        if (args.Bool("only_save_latents", false))
        {
            reading.Warn(args.Node("only_save_latents")!, "is not used; give --save-latents to write latents beside the videos.");
        }
    }
}
