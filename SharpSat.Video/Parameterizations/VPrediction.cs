using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>
/// v = Signal * noise - Noise * clean, so clean = Signal * x - Noise * v (Salimans and Ho 2022). Defined at every
/// level, pure noise included. Variance-exploding samples are scaled to the variance-preserving level of their sigma
/// first. The reference calls it <c>VideoScaling</c>, and for variance-exploding levels <c>VScaling</c>.
/// </summary>
[Component("v_prediction", Aliases =
[
    "sgm.modules.diffusionmodules.denoiser_scaling.VideoScaling",
    "sgm.modules.diffusionmodules.denoiser_scaling.VScaling",
])]
public sealed class VPrediction : IParameterization
{
    private readonly LevelEncoding _levelAs;

    /// <summary>Creates the parameterization.</summary>
    /// <param name="p">Settings; null for the defaults.</param>
    public VPrediction(PredictionParams? p = null) => _levelAs = (p ?? new PredictionParams()).LevelAs;

    /// <inheritdoc/>
    public Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal * level.UnitScale() * level.UnitScale(), x_BTCHW);
        var noise = levels.Column(level => level.Noise * level.UnitScale(), x_BTCHW);
        var clean = (x_BTCHW.to(ScalarType.Float32) * signal) - (prediction_BTCHW.to(ScalarType.Float32) * noise);
        return clean.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal * level.UnitScale(), clean_BTCHW);
        var noise = levels.Column(level => level.Noise * level.UnitScale(), clean_BTCHW);
        var target = (noise_BTCHW.to(ScalarType.Float32) * signal) - (clean_BTCHW.to(ScalarType.Float32) * noise);
        return target.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public float InputScale(NoiseLevel level) => level.UnitScale();

    /// <inheritdoc/>
    public float NetworkTimestep(NoiseLevel level) => _levelAs.Of(level);
}
