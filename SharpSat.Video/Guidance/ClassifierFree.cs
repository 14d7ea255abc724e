using SharpSat.Core.Registry;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>Classifier-free guidance with a constant scale (Ho and Salimans 2022): u + scale (c - u).</summary>
[Component("cfg", Aliases = ["sgm.modules.diffusionmodules.guiders.VanillaCFG"])]
public sealed class ClassifierFree : IGuidance
{
    private readonly double _scale;
    private readonly GuidanceSwitch _switch;

    /// <summary>Creates the guidance.</summary>
    public ClassifierFree(ClassifierFreeParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _scale = p.Scale;
        _switch = p.Switch;
    }

    /// <inheritdoc/>
    public bool NeedsUnconditional => _switch == GuidanceSwitch.AboveOne ? _scale > 1 : _scale != 1;

    /// <inheritdoc/>
    public double ScaleAt(SamplingStep step) => _scale;

    /// <inheritdoc/>
    public Tensor Combine(Tensor unconditional_BTCHW, Tensor conditional_BTCHW, SamplingStep step) =>
        Mix(unconditional_BTCHW, conditional_BTCHW, _scale);

    /// <summary>unconditional + scale (conditional - unconditional).</summary>
    internal static Tensor Mix(Tensor unconditional, Tensor conditional, double scale)
    {
        using var scope = NewDisposeScope();
        return (unconditional + ((conditional - unconditional) * scale)).MoveToOuterDisposeScope();
    }
}
