using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>Classifier-free guidance with a constant scale (Ho and Salimans 2022): u + scale (c - u).</summary>
[Component("cfg", Aliases = ["sgm.modules.diffusionmodules.guiders.VanillaCFG"])]
public sealed class ClassifierFree : IGuidance
{
    private readonly ClassifierFreeParams _params;

    /// <summary>Creates the guidance.</summary>
    /// <exception cref="InputException">The latent scale is not positive, or there are scales for no sample.</exception>
    public ClassifierFree(ClassifierFreeParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Scales is { Count: 0 })
        {
            throw new InputException("Guidance scales per sample need one number for each sample; leave them out for one scale.");
        }

        CheckLatentScale(p.LatentScale);
        _params = p;
    }

    /// <inheritdoc/>
    public bool NeedsUnconditional => _params.Switch switch
    {
        GuidanceSwitch.Always => true,
        GuidanceSwitch.AboveOne => _params.Scales?.Any(scale => scale > 1) ?? _params.Scale > 1,
        _ => _params.Thresholding != GuidanceThresholding.None || _params.Scales is not null || _params.Scale != 1,
    };

    /// <inheritdoc/>
    public double ScaleAt(SamplingStep step) => _params.Scales?.Average() ?? _params.Scale;

    /// <inheritdoc/>
    /// <exception cref="InputException">The scales per sample are not as many as the samples.</exception>
    public Tensor Combine(Tensor unconditional_BTCHW, Tensor conditional_BTCHW, SamplingStep step)
    {
        using var scope = NewDisposeScope();
        var scale = _params.Scales is null ? Number(_params.Scale, conditional_BTCHW) : PerSample(_params.Scales, conditional_BTCHW);
        return Thresholds.Apply(_params.Thresholding, unconditional_BTCHW, conditional_BTCHW, scale, _params.LatentScale)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The scale as a 0-d tensor that takes no part in type promotion beyond float32.</summary>
    internal static Tensor Number(double scale, Tensor like) => tensor((float)scale, ScalarType.Float32, like.device);

    /// <exception cref="InputException">The factor is not positive.</exception>
    internal static void CheckLatentScale(double scale)
    {
        if (!(scale > 0))
        {
            throw new InputException(FormattableString.Invariant($"The latent scale must be positive, not {scale} (2b: 1.15258426, 5b: 0.7)."));
        }
    }

    private static Tensor PerSample(IReadOnlyList<double> scales, Tensor like)
    {
        var shape = like.shape;
        if (shape[0] != scales.Count)
        {
            throw new InputException($"There are {scales.Count} guidance scales for {shape[0]} samples; give one for each sample.");
        }

        var column = new long[shape.Length];
        Array.Fill(column, 1);
        column[0] = scales.Count;
        return tensor(scales.Select(s => (float)s).ToArray(), ScalarType.Float32, like.device).view(column);
    }
}
