using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>Raises the noise level before a step (Karras et al. 2022, algorithm 2). Pure noise stays as it is.</summary>
internal sealed class Churn
{
    private readonly EdmSamplerParams _params;

    /// <exception cref="InputException">A setting is negative.</exception>
    public Churn(EdmSamplerParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.Churn >= 0) || !(p.ChurnFrom >= 0) || !(p.ChurnTo >= p.ChurnFrom) || !(p.ChurnNoise >= 0))
        {
            throw new InputException(FormattableString.Invariant(
                $"Churn needs churn >= 0, 0 <= churn_from <= churn_to and churn_noise >= 0, not {p.Churn}, {p.ChurnFrom}, {p.ChurnTo} and {p.ChurnNoise}."));
        }

        _params = p;
    }

    /// <summary>The sample and the step at the raised level, or both as they were.</summary>
    public (Tensor X, SamplingStep Step) Raise(Tensor x, SamplingStep step, NoiseTrajectory trajectory, INoiseSource noise)
    {
        var now = step.Level;
        var sigma = now.Sigma();
        var gamma = sigma >= _params.ChurnFrom && sigma <= _params.ChurnTo ? Math.Min(_params.Churn / step.Count, Math.Sqrt(2) - 1) : 0;
        if (gamma <= 0 || float.IsPositiveInfinity(sigma))
        {
            return (x, step);
        }

        using var scope = NewDisposeScope();
        var raised = trajectory.LevelAt(sigma * (float)(gamma + 1));
        var added = MathF.Sqrt((raised.Sigma() * raised.Sigma()) - (sigma * sigma)) * raised.Signal * (float)_params.ChurnNoise;
        var fresh = noise.Normal(x.shape, ScalarType.Float32, x.device);
        var louder = (x * (raised.Signal / now.Signal)) + (fresh * added);
        return (louder.MoveToOuterDisposeScope(), step with { Level = raised });
    }
}
