using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>
/// v = Signal * noise - Noise * clean, so clean = Signal * x - Noise * v (Salimans and Ho 2022). Defined at every
/// level, pure noise included. The reference calls it <c>VideoScaling</c>.
/// </summary>
[Component("v_prediction", Aliases = ["sgm.modules.diffusionmodules.denoiser_scaling.VideoScaling"])]
public sealed class VPrediction : IParameterization
{
    /// <inheritdoc/>
    public Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal, x_BTCHW);
        var noise = levels.Column(level => level.Noise, x_BTCHW);
        var clean = (x_BTCHW.to(ScalarType.Float32) * signal) - (prediction_BTCHW.to(ScalarType.Float32) * noise);
        return clean.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal, clean_BTCHW);
        var noise = levels.Column(level => level.Noise, clean_BTCHW);
        var target = (noise_BTCHW.to(ScalarType.Float32) * signal) - (clean_BTCHW.to(ScalarType.Float32) * noise);
        return target.MoveToOuterDisposeScope();
    }
}
