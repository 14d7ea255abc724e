using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Prompt to video: text condition, latents, frames. Every setting is checked before any work is done.</summary>
public sealed class VideoPipeline
{
    private readonly VideoDiffusionEngine _engine;
    private readonly LatentSampler _sampler;

    /// <summary>Makes videos with an engine, which stays the caller's.</summary>
    public VideoPipeline(VideoDiffusionEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _sampler = new LatentSampler(engine);
    }

    /// <summary>Checks a request without doing any work.</summary>
    /// <returns>The latents it needs.</returns>
    /// <exception cref="InputException">The prompt is empty, or a size, frame count or step count is illegal (with the nearest legal values).</exception>
    public LatentShape Check(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Prompt))
        {
            throw new InputException("The prompt is empty.");
        }

        if (request.NegativePrompt is null && request.Unconditional == UnconditionalText.NegativePrompt)
        {
            throw new InputException("Guidance by a negative prompt needs one; give it, or use zero states.");
        }

        _engine.Images.Check(request.Image_CHW is not null);
        if (request.Image_CHW is { } image && !image.shape.SequenceEqual([_engine.Autoencoder.Config.InChannels, request.Height, request.Width]))
        {
            throw new InputException(
                $"The picture is [{string.Join(", ", image.shape)}], the video {request.Height} high and {request.Width} wide; they must agree (channels, height, width).");
        }

        _ = _engine.Schedule.Trajectory(request.Plan.Steps);
        return _engine.Sizes.Latents(request.Frames, request.Height, request.Width);
    }

    /// <summary>Makes one video. The caller disposes it.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told about stages and steps.</param>
    /// <param name="cancellation">Looked at after each sampler step.</param>
    /// <exception cref="InputException">As for <see cref="Check"/>.</exception>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN.</exception>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public GeneratedVideo Generate(
        GenerationRequest request, Action<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var shape = Check(request);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var steps = request.Plan.Steps;
        progress?.Invoke(new GenerationProgress(GenerationStage.EncodingText, 0, 1));
        using var posterior = new NoiseSource(request.Seed, "posterior");
        var image = _engine.Images.Encode(request.Image_CHW?.unsqueeze(0), posterior, request.Plan.ImageScaling);
        var conditional = _engine.Images.Join(Prompt(request), image, shape.Frames, request.Plan.ImageFrames);
        var unconditional = request.Plan.Guidance.NeedsUnconditional ? _engine.Images.Join(NegativePrompt(request), image, shape.Frames, request.Plan.ImageFrames) : null;

        progress?.Invoke(new GenerationProgress(GenerationStage.Denoising, 0, steps));
        using var start = new NoiseSource(request.Seed, "start_noise");
        using var noise = new NoiseSource(request.Seed, "sampler");
        var latents_BTCHW = _sampler.Sample(request.Plan, shape, conditional, unconditional, start, noise, report =>
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(new GenerationProgress(GenerationStage.Denoising, report.Step.Index + 1, steps));
        });

        progress?.Invoke(new GenerationProgress(GenerationStage.Decoding, 0, 1));
        var used = latents_BTCHW.narrow(1, shape.Padding, shape.Frames - shape.Padding);
        var frames = _engine.Latents.DecodeFrames(used);
        progress?.Invoke(new GenerationProgress(GenerationStage.Decoding, 1, 1));
        return new GeneratedVideo(frames[0].clone().DetachFromDisposeScope(), used[0].clone().DetachFromDisposeScope());
    }

    private Conditioning Prompt(GenerationRequest request) => OnDevice(_engine.Conditioner.Condition([request.Prompt]));

    private Conditioning NegativePrompt(GenerationRequest request)
    {
        var kind = request.NegativePrompt is null ? request.Unconditional : UnconditionalText.NegativePrompt;
        return OnDevice(_engine.Conditioner.Unconditional(1, kind, request.NegativePrompt));
    }

    private Conditioning OnDevice(Conditioning condition) => condition with { Text_BSE = condition.Text_BSE.to(_engine.Device) };
}
