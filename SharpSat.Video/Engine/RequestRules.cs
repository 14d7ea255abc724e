using SharpSat.Core.Errors;
using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Checks a request against an engine, whose weights need not be loaded.</summary>
internal static class RequestRules
{
    /// <exception cref="InputException">Something is missing, of the wrong kind or illegal.</exception>
    public static LatentShape Check(VideoDiffusionEngine engine, GenerationRequest request)
    {
        Texts(request);
        engine.Images.Check(request.Input is PictureInput or ControlInput, request.Input);
        _ = engine.Schedule.Trajectory(request.Plan.Steps);
        var shape = engine.Sizes.Latents(request.Frames, request.Height, request.Width);
        Input(engine, request, shape);
        if (request.StartLatents_BTCHW is { } start)
        {
            Start(start, request.Count, shape);
        }

        return shape;
    }

    private static void Texts(GenerationRequest request)
    {
        if (request.Prompts.Count == 0 || request.Prompts.Any(string.IsNullOrWhiteSpace))
        {
            throw new InputException(request.Prompts.Count == 0 ? "No prompt is given." : "The prompt is empty.");
        }

        if (request.VideosPerPrompt < 1)
        {
            throw new InputException($"{request.VideosPerPrompt} videos per prompt are not possible; the least is 1.");
        }

        if (request.NegativePrompts is { } negatives && negatives.Count != 1 && negatives.Count != request.Prompts.Count)
        {
            throw new InputException($"{negatives.Count} negative prompts are given for {request.Prompts.Count} prompts; give one for all, or one for each.");
        }

        if (request.NegativePrompts is null && request.Unconditional == UnconditionalText.NegativePrompt)
        {
            throw new InputException("Guidance by a negative prompt needs one; give it, or use zero states.");
        }
    }

    private static void Input(VideoDiffusionEngine engine, GenerationRequest request, LatentShape shape)
    {
        switch (request.Input)
        {
            case PictureInput picture:
                Pixels("picture", picture.Pictures_BCHW, request, engine.Autoencoder.Config.InChannels, request.Height, request.Width);
                break;
            case ControlInput control:
                Pixels("control video", control.Videos_BFCHW, request, Frames(engine, control.Videos_BFCHW, request), engine.Autoencoder.Config.InChannels, request.Height, request.Width);
                Unpadded(engine, request, shape);
                break;
            case VideoInput video:
                Pixels("video", video.Videos_BFCHW, request, Frames(engine, video.Videos_BFCHW, request), engine.Autoencoder.Config.InChannels, request.Height, request.Width);
                Unpadded(engine, request, shape);
                Strength(video.Strength, request.Plan.Steps);
                break;
            default:
                break;
        }
    }

    // diffusers' encoding takes any count: frames past 4N+1 that are too few for another latent frame join the last ones.
    private static long Frames(VideoDiffusionEngine engine, Tensor video_BFCHW, GenerationRequest request)
    {
        var more = video_BFCHW.dim() > 1 ? video_BFCHW.size(1) - request.Frames : 0;
        var joins = engine.Latents.Encoding == LatentEncoding.FrameBatches && more > 0 && more < engine.Autoencoder.Config.TemporalCompression;
        return joins ? request.Frames + more : request.Frames;
    }

    private static void Pixels(string what, Tensor pixels, GenerationRequest request, params long[] expected)
    {
        if (pixels.dim() != expected.Length + 1 || !pixels.shape.AsSpan(1).SequenceEqual(expected))
        {
            throw new InputException(
                $"The {what} is [{string.Join(", ", pixels.shape[Math.Min(1, pixels.shape.Length)..])}]; [{string.Join(", ", expected)}] is expected: pixels and frames of the {what} and of the request must agree.");
        }

        if (pixels.size(0) != 1 && pixels.size(0) != request.Prompts.Count)
        {
            throw new InputException($"{pixels.size(0)} inputs ({what}) are given for {request.Prompts.Count} prompts; give one for all, or one for each.");
        }
    }

    // Latent frames that a temporal patch lacks would have to be invented in front of the given ones.
    private static void Unpadded(VideoDiffusionEngine engine, GenerationRequest request, LatentShape shape)
    {
        if (shape.Padding > 0)
        {
            var whole = engine.Sizes.FrameCounts.Where(count => engine.Sizes.Latents(count, request.Height, request.Width).Padding == 0).ToList();
            var nearest = whole.Where(c => c < request.Frames).TakeLast(1).Concat(whole.Where(c => c > request.Frames).Take(1));
            throw new InputException(
                $"A given video of {request.Frames} frames fills no whole temporal patch of this network. Nearest: {string.Join(" or ", nearest)}.");
        }
    }

    private static void Strength(double strength, int steps)
    {
        if (strength is not (> 0 and <= 1))
        {
            throw new InputException(FormattableString.Invariant($"A strength of {strength} is not possible: it is above 0 and at most 1."));
        }

        if (StartBuilder.Steps(steps, strength) < 1)
        {
            throw new InputException(FormattableString.Invariant(
                $"A strength of {strength} leaves none of {steps} steps. Nearest: {Math.Ceiling(1e4 / steps) / 1e4}, or more steps."));
        }
    }

    private static void Start(Tensor start, int count, LatentShape shape)
    {
        long[] one = [shape.Frames, shape.Channels, shape.Height, shape.Width];
        if (start.dim() != 5 || !start.shape.AsSpan(1).SequenceEqual(one) || (start.size(0) != 1 && start.size(0) != count))
        {
            throw new InputException(
                $"The start latents are [{string.Join(", ", start.shape)}]; [{count}, {string.Join(", ", one)}] is expected (videos, latent frames with padding, channels, height, width).");
        }
    }
}
