using SharpSat.Video.Guidance;
using SharpSat.Video.Samplers;
using SharpSat.Video.StepCaching;

namespace SharpSat.Video.Engine;

/// <summary>How latents are sampled.</summary>
public sealed record SamplingPlan
{
    /// <summary>Sampler steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>The sampler.</summary>
    public ISampler Sampler { get; init; } = new Dpmpp2mSde(new Dpmpp2mSdeParams());

    /// <summary>The guidance.</summary>
    public IGuidance Guidance { get; init; } = new DynamicClassifierFree(new DynamicClassifierFreeParams());

    /// <summary>
    /// Whether the model reads each level as the nearest of the training levels (SAT); the sampler's own coefficients
    /// never are. Without it the model reads levels as they are (diffusers).
    /// </summary>
    public bool SnapLevels { get; init; } = true;

    /// <summary>How the picture's latent is scaled; null: as the model says, which is as in training.</summary>
    public ImageLatentScaling? ImageScaling { get; init; }

    /// <summary>Where the picture's latent stands; null: as the model says.</summary>
    public ImageFrames? ImageFrames { get; init; }

    /// <summary>What saves work from step to step, or null. It joins the network for the length of each run.</summary>
    public IStepCache? Cache { get; init; }
}
