using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Samplers;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>Classifier-free guidance whose scale changes along the run: 1 + scale (1 - cos(pi (n / period)^exponent)) / 2.</summary>
[Component("dynamic_cfg", Aliases = ["sgm.modules.diffusionmodules.guiders.DynamicCFG"])]
public sealed class DynamicClassifierFree : IGuidance
{
    private readonly DynamicClassifierFreeParams _params;

    /// <summary>Creates the guidance.</summary>
    /// <exception cref="InputException">The period is not positive, or the exponent fractional where the base is negative.</exception>
    public DynamicClassifierFree(DynamicClassifierFreeParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Period is < 1)
        {
            throw new InputException($"The period of dynamic guidance must be at least 1, not {p.Period}.");
        }

        if (p.Argument == DynamicGuidanceArgument.Timestep && p.Exponent != Math.Truncate(p.Exponent))
        {
            throw new InputException(FormattableString.Invariant(
                $"Dynamic guidance by timestep needs a whole exponent, not {p.Exponent}; the nearest is {Math.Round(p.Exponent)}."));
        }

        ClassifierFree.CheckLatentScale(p.LatentScale);
        _params = p;
    }

    /// <inheritdoc/>
    public bool NeedsUnconditional => _params.Switch != GuidanceSwitch.AboveOne || _params.Scale > 1;

    /// <summary>The scale in a step, computed in float64 (the argument of the cosine gets huge).</summary>
    public double ScaleAt(SamplingStep step)
    {
        var count = _params.Argument == DynamicGuidanceArgument.Timestep ? step.Count - (double)step.Level.Timestep : step.Index;
        return Scale(count, _params.Period ?? step.Count);
    }

    /// <inheritdoc/>
    public Tensor Combine(Tensor unconditional_BTCHW, Tensor conditional_BTCHW, SamplingStep step)
    {
        using var scope = NewDisposeScope();
        var scale = ClassifierFree.Number(ScaleAt(step), conditional_BTCHW);
        return Thresholds.Apply(_params.Thresholding, unconditional_BTCHW, conditional_BTCHW, scale, _params.LatentScale)
            .MoveToOuterDisposeScope();
    }

    internal double Scale(double count, int period) =>
        1 + (_params.Scale * (1 - Math.Cos(Math.PI * Math.Pow(count / period, _params.Exponent))) / 2);
}
