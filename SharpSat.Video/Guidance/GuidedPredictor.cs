using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>What a sampler calls: predicts with and without the condition in one batch [unconditional, conditional] and combines.</summary>
public sealed class GuidedPredictor : IDisposable
{
    private readonly CleanPredictor _predictor;
    private readonly IGuidance _guidance;
    private readonly bool _doubled;

    /// <summary>Prepares a run.</summary>
    /// <param name="predictor">The model.</param>
    /// <param name="guidance">How predictions combine.</param>
    /// <param name="conditional">Condition of the prompt; stays the caller's.</param>
    /// <param name="unconditional">Condition of the negative prompt, or null for no guidance.</param>
    public GuidedPredictor(CleanPredictor predictor, IGuidance guidance, Conditioning conditional, Conditioning? unconditional)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(guidance);
        ArgumentNullException.ThrowIfNull(conditional);
        _predictor = predictor;
        _guidance = guidance;
        _doubled = unconditional is not null && guidance.NeedsUnconditional;
        Conditioning = _doubled ? Join(unconditional!, conditional) : conditional;
    }

    /// <summary>What the network is told, of both halves of the batch.</summary>
    internal Conditioning Conditioning { get; }

    /// <summary>The guided clean latents; fits <see cref="DenoiseFn"/>.</summary>
    public Tensor Denoise(Tensor x_BTCHW, SamplingStep step)
    {
        using var scope = NewDisposeScope();
        var both = Evaluate(x_BTCHW, step).Clean_BTCHW;
        var batch = x_BTCHW.shape[0];
        return (_doubled ? _guidance.Combine(both.narrow(0, 0, batch), both.narrow(0, batch, batch), step) : both).MoveToOuterDisposeScope();
    }

    /// <summary>The prediction that guidance combines, with what went into and came out of the network.</summary>
    internal CleanPrediction Evaluate(Tensor x_BTCHW, SamplingStep step)
    {
        using var scope = NewDisposeScope();
        var input = _doubled ? cat([x_BTCHW, x_BTCHW], 0) : x_BTCHW;
        var seen = _predictor.Evaluate(input, step.Level.ForBatch(input.shape[0]), Conditioning);
        return new CleanPrediction(
            seen.Input_BTCHW.MoveToOuterDisposeScope(), seen.Timestep_B.MoveToOuterDisposeScope(), seen.Output_BTCHW.MoveToOuterDisposeScope(), seen.Clean_BTCHW.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_doubled)
        {
            Conditioning.Text_BSE.Dispose();
            Conditioning.Concat_BTCHW?.Dispose();
            Conditioning.Ofs_B?.Dispose();
        }
    }

    private static Conditioning Join(Conditioning unconditional, Conditioning conditional) => new()
    {
        Text_BSE = cat([unconditional.Text_BSE, conditional.Text_BSE], 0).DetachFromDisposeScope(),
        Concat_BTCHW = Join(unconditional.Concat_BTCHW, conditional.Concat_BTCHW),
        Ofs_B = Join(unconditional.Ofs_B, conditional.Ofs_B),
        Rotary = conditional.Rotary,
        IsGuided = true,
    };

    private static Tensor? Join(Tensor? unconditional, Tensor? conditional)
    {
        if (unconditional is null != conditional is null)
        {
            throw new ArgumentException("The two conditions must both have an image part, or neither.", nameof(unconditional));
        }

        return unconditional is null || conditional is null ? null : cat([unconditional, conditional], 0).DetachFromDisposeScope();
    }
}
