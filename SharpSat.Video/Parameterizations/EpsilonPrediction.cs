using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>
/// The network predicts the noise itself: clean = (x - Noise * prediction) / Signal (Ho et al. 2020). Cannot serve a
/// level without signal, so it does not go with a zero-terminal-SNR schedule.
/// </summary>
[Component("epsilon_prediction", Aliases = ["sgm.modules.diffusionmodules.denoiser_scaling.EpsScaling"])]
public sealed class EpsilonPrediction : IParameterization
{
    private readonly LevelEncoding _levelAs;

    /// <summary>Creates the parameterization.</summary>
    /// <param name="p">Settings; null for the defaults.</param>
    public EpsilonPrediction(PredictionParams? p = null) => _levelAs = (p ?? new PredictionParams()).LevelAs;

    /// <inheritdoc/>
    /// <exception cref="InputException">A level is pure noise.</exception>
    public Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        if (levels.Any(level => level.Signal == 0))
        {
            throw new InputException(
                "Epsilon prediction cannot recover a sample from pure noise, which a zero-terminal-SNR schedule asks for. Use 'v_prediction'.");
        }

        using var scope = NewDisposeScope();
        var signal = levels.Column(level => level.Signal, x_BTCHW);
        var noise = levels.Column(level => level.Noise, x_BTCHW);
        var clean = (x_BTCHW.to(ScalarType.Float32) - (prediction_BTCHW.to(ScalarType.Float32) * noise)) / signal;
        return clean.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels) =>
        noise_BTCHW.to(ScalarType.Float32, copy: true);

    /// <inheritdoc/>
    public float InputScale(NoiseLevel level) => level.UnitScale();

    /// <inheritdoc/>
    public float NetworkTimestep(NoiseLevel level) => _levelAs.Of(level);
}
