using SharpSat.Core.Tensors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.StepCaching;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B batch, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>From conditions to latents: start noise, trajectory, guided model, sampler.</summary>
public sealed class LatentSampler
{
    private readonly VideoDiffusionEngine _engine;
    private readonly INetwork _network;

    /// <summary>Samples with an engine.</summary>
    public LatentSampler(VideoDiffusionEngine engine)
        : this(engine, null)
    {
    }

    /// <summary>Samples with an engine whose network is called through another, or with its own (null).</summary>
    internal LatentSampler(VideoDiffusionEngine engine, INetwork? network)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _network = network ?? engine.Transformer;
    }

    /// <summary>Samples latents [B, T, C, H, W], float32, scaled as in training; padding frames included.</summary>
    /// <param name="plan">How.</param>
    /// <param name="shape">Size of one sample.</param>
    /// <param name="conditional">Condition of each of the B samples.</param>
    /// <param name="unconditional">Counterpart for guidance, or null for none.</param>
    /// <param name="start">Source of the start noise: one normal draw.</param>
    /// <param name="noise">Source of the sampler's own draws.</param>
    /// <param name="progress">Called after each step.</param>
    /// <param name="prefix_BTCHW">Latent frames that replace the first ones of the start noise, or null.</param>
    /// <exception cref="NonFiniteLatentsException">A step gave an infinity or NaN.</exception>
    public Tensor Sample(
        SamplingPlan plan,
        LatentShape shape,
        Conditioning conditional,
        Conditioning? unconditional,
        INoiseSource start,
        INoiseSource noise,
        Action<SamplerProgress>? progress = null,
        Tensor? prefix_BTCHW = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(conditional);
        ArgumentNullException.ThrowIfNull(start);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var batch = conditional.Text_BSE.shape[0];
        var x_BTCHW = start.Normal([batch, shape.Frames, shape.Channels, shape.Height, shape.Width], ScalarType.Float32, _engine.Device);
        if (prefix_BTCHW is not null)
        {
            var count = prefix_BTCHW.shape[1];
            x_BTCHW = cat([prefix_BTCHW.to(ScalarType.Float32, _engine.Device), x_BTCHW.narrow(1, count, shape.Frames - count)], 1);
        }

        var from = new SamplingStart(x_BTCHW, _engine.Schedule.Trajectory(plan.Steps));
        return Sample(plan, from, conditional, unconditional, noise, progress).MoveToOuterDisposeScope();
    }

    /// <summary>As above, from given latents along a given trajectory.</summary>
    internal Tensor Sample(
        SamplingPlan plan,
        SamplingStart start,
        Conditioning conditional,
        Conditioning? unconditional,
        INoiseSource noise,
        Action<SamplerProgress>? progress)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var cache = PluggedCache.In(_engine.Transformer, plan.Cache);
        var predictor = new CleanPredictor(_network, _engine.Parameterization, plan.SnapLevels ? _engine.Schedule : null);
        using var guided = new GuidedPredictor(predictor, plan.Guidance, conditional, unconditional);
        return plan.Sampler.Sample(start.Latents_BTCHW, Denoise, start.Trajectory, noise, report =>
        {
            NonFiniteLatentsException.ThrowIfBroken(report);
            progress?.Invoke(report);
        }).MoveToOuterDisposeScope();

        Tensor Denoise(Tensor x_BTCHW, SamplingStep step)
        {
            var clean_BTCHW = guided.Denoise(x_BTCHW, step);
            NonFiniteLatentsException.ThrowIfBroken(
                clean_BTCHW, step, () => NonFiniteSearch.First(_engine.Transformer, guided.Evaluate(x_BTCHW, step), guided.Conditioning));
            return clean_BTCHW;
        }
    }
}
