using SharpSat.Core.Errors;
using SharpSat.Video.Networks;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, F video frames, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>
/// Prompts to videos: text, pictures or videos to conditions, sampling, decoding. One pipeline for text-to-video,
/// image-to-video, video-to-video and control video. Every setting is checked before any work is done. References: SAT
/// sample_video.py; diffusers pipelines/cogvideo.
/// </summary>
public sealed class VideoPipeline
{
    private readonly VideoDiffusionEngine _engine;
    private readonly LatentSampler _sampler;

    /// <summary>Makes videos with an engine, which stays the caller's.</summary>
    public VideoPipeline(VideoDiffusionEngine engine)
        : this(engine, null)
    {
    }

    /// <summary>Makes videos with an engine whose network is called through another, or with its own (null).</summary>
    internal VideoPipeline(VideoDiffusionEngine engine, INetwork? network)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _sampler = new LatentSampler(engine, network);
    }

    /// <summary>Checks a request without doing any work; the engine needs no weights for it.</summary>
    /// <returns>The latents of one video.</returns>
    /// <exception cref="InputException">Something is missing, of the wrong kind or illegal; names the nearest legal values.</exception>
    public LatentShape Check(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestRules.Check(_engine, request);
    }

    /// <summary>Makes one video. The caller disposes it.</summary>
    /// <param name="request">What to make; one prompt, one video.</param>
    /// <param name="progress">Told about stages and steps.</param>
    /// <param name="cancellation">Looked at after each sampler step.</param>
    /// <exception cref="InputException">As for <see cref="Check"/>, or the request makes several videos.</exception>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN.</exception>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public GeneratedVideo Generate(
        GenerationRequest request, Action<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Count == 1
            ? GenerateAll(request, progress, null, cancellation)[0]
            : throw new InputException($"The request makes {request.Count} videos; {nameof(GenerateAll)} gives more than one.");
    }

    /// <summary>Makes every video of a request in one batch, those of a prompt after one another. The caller disposes them.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told about stages and steps.</param>
    /// <param name="onStep">Called after each sampler step with the latents of all videos; may throw to stop.</param>
    /// <param name="cancellation">Looked at after each sampler step.</param>
    /// <exception cref="InputException">As for <see cref="Check"/>.</exception>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN.</exception>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    public IReadOnlyList<GeneratedVideo> GenerateAll(
        GenerationRequest request,
        Action<GenerationProgress>? progress = null,
        Action<SamplerProgress>? onStep = null,
        CancellationToken cancellation = default)
    {
        Check(request);
        using var seeded = new SeededGeneration(request.Seed, request.Count);
        return GenerateAll(request, seeded.Noise, progress, onStep, cancellation);
    }

    /// <summary>The 8-bit frames of a video of which only the latents were made. The caller disposes both.</summary>
    /// <exception cref="NonFiniteFramesException">The decoder gave an infinity or NaN.</exception>
    internal GeneratedVideo Decode(GeneratedVideo sampled, PixelRounding rounding)
    {
        using var scope = NewDisposeScope();
        var frames = _engine.Latents.DecodeFrames(sampled.Latents_TCHW.unsqueeze(0), rounding);
        return new GeneratedVideo(frames[0].DetachFromDisposeScope(), sampled.Latents_TCHW.clone().DetachFromDisposeScope());
    }

    internal IReadOnlyList<GeneratedVideo> GenerateAll(
        GenerationRequest request,
        GenerationNoise noise,
        Action<GenerationProgress>? progress,
        Action<SamplerProgress>? onStep,
        CancellationToken cancellation)
    {
        var shape = Check(request);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        progress?.Invoke(new GenerationProgress(GenerationStage.EncodingText, 0, 1));
        var (conditional, unconditional) = new ConditionBuilder(_engine).Build(request, shape, noise);
        var start = StartBuilder.Build(_engine, request, shape, noise);

        var steps = start.Trajectory.Steps;
        progress?.Invoke(new GenerationProgress(GenerationStage.Denoising, 0, steps));
        var latents_BTCHW = _sampler.Sample(request.Plan, start, conditional, unconditional, noise.Sampler, report =>
        {
            cancellation.ThrowIfCancellationRequested();
            onStep?.Invoke(report);
            progress?.Invoke(new GenerationProgress(GenerationStage.Denoising, report.Step.Index + 1, steps));
        });
        return Finish(request, latents_BTCHW.narrow(1, shape.Padding, shape.Frames - shape.Padding), progress);
    }

    // One video at a time: the decoder's memory does not grow with the batch.
    private List<GeneratedVideo> Finish(GenerationRequest request, Tensor latents_BTCHW, Action<GenerationProgress>? progress)
    {
        var videos = new List<GeneratedVideo>();
        try
        {
            for (var i = 0; i < request.Count; i++)
            {
                progress?.Invoke(new GenerationProgress(GenerationStage.Decoding, i, request.Count));
                using var scope = NewDisposeScope();
                var one_BTCHW = latents_BTCHW.narrow(0, i, 1);
                var frames = Decode(one_BTCHW, request);
                videos.Add(new GeneratedVideo(frames?[0].DetachFromDisposeScope(), one_BTCHW[0].clone().DetachFromDisposeScope()));
            }
        }
        catch
        {
            videos.ForEach(video => video.Dispose());
            throw;
        }

        progress?.Invoke(new GenerationProgress(GenerationStage.Decoding, request.Count, request.Count));
        return videos;
    }

    private Tensor? Decode(Tensor latents_BTCHW, GenerationRequest request) => request.Output switch
    {
        GenerationOutput.Latents => null,
        GenerationOutput.Floats => _engine.Latents.DecodeUnitInterval(latents_BTCHW),
        _ => _engine.Latents.DecodeFrames(latents_BTCHW, request.Rounding),
    };
}
