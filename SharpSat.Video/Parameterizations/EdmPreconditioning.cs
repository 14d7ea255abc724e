using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>
/// EDM (Karras et al. 2022, table 1): clean = c_skip x + c_out F(c_in x), with x = clean + sigma noise,
/// c_skip = d^2 / (sigma^2 + d^2), c_out = sigma d / sqrt(sigma^2 + d^2), c_in = 1 / sqrt(sigma^2 + d^2) and the level
/// told as ln(sigma) / 4. Variance-preserving samples are first divided by their signal, so pure noise has no level.
/// </summary>
[Component("edm_preconditioning", Aliases = ["sgm.modules.diffusionmodules.denoiser_scaling.EDMScaling"])]
public sealed class EdmPreconditioning : IParameterization
{
    private readonly float _data;

    /// <summary>Creates the parameterization.</summary>
    /// <exception cref="InputException">The deviation is not positive.</exception>
    public EdmPreconditioning(EdmPreconditioningParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.SigmaData > 0))
        {
            throw new InputException(FormattableString.Invariant($"sigma_data must be positive, not {p.SigmaData}; EDM's own is 0.5."));
        }

        _data = (float)p.SigmaData;
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">A level is pure noise.</exception>
    public Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        Check(levels);
        using var scope = NewDisposeScope();
        var skip = levels.Column(Skip, x_BTCHW);
        var take = levels.Column(Take, x_BTCHW);
        return ((prediction_BTCHW.to(ScalarType.Float32) * take) + (x_BTCHW.to(ScalarType.Float32) * skip)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">A level is pure noise.</exception>
    public Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        Check(levels);
        using var scope = NewDisposeScope();
        var x = ForwardProcess.AddNoise(clean_BTCHW, noise_BTCHW, levels);
        var skip = levels.Column(Skip, x);
        var take = levels.Column(Take, x);
        return ((clean_BTCHW.to(ScalarType.Float32) - (x * skip)) / take).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public float InputScale(NoiseLevel level) => 1 / (Deviation(level.Sigma()) * level.Signal);

    /// <inheritdoc/>
    public float NetworkTimestep(NoiseLevel level) => LevelEncoding.QuarterLogSigma.Of(level);

    private float Skip(NoiseLevel level)
    {
        var sigma = level.Sigma();
        return _data * _data / ((sigma * sigma) + (_data * _data)) / level.Signal;
    }

    private float Take(NoiseLevel level) => level.Sigma() * _data / Deviation(level.Sigma());

    private float Deviation(float sigma) => MathF.Sqrt((sigma * sigma) + (_data * _data));

    private static void Check(IReadOnlyList<NoiseLevel> levels)
    {
        if (levels.Any(level => level.Signal == 0))
        {
            throw new InputException(
                "EDM preconditioning has no level for pure noise, which a zero-terminal-SNR schedule asks for. Use the schedule 'edm', or 'v_prediction'.");
        }
    }
}
