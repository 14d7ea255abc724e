using SharpSat.Video.Networks;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>Network and parameterization together: from a noisy sample to the clean sample behind it.</summary>
public sealed class CleanPredictor
{
    private readonly INetwork _network;
    private readonly IParameterization _parameterization;
    private readonly INoiseSchedule? _snapTo;
    private readonly NearestLevel? _nearest;
    private readonly bool _quantizeTimesteps;

    /// <summary>Joins the two.</summary>
    /// <param name="network">Predicts.</param>
    /// <param name="parameterization">Says what the prediction means.</param>
    /// <param name="snapTo">
    /// Schedule whose nearest training level replaces signal and noise of the given one (not the timestep), or null to
    /// use levels as they are. The reference's discrete denoiser always snaps, while its samplers' own coefficients do
    /// not; diffusers never does.
    /// </param>
    /// <param name="quantizeTimesteps">
    /// Whether the network is told the position of the training level that is nearest to what the parameterization
    /// would tell it, as the reference's <c>quantize_c_noise</c>; needs <paramref name="snapTo"/>.
    /// </param>
    /// <exception cref="ArgumentException">Timesteps are to be quantised without a schedule.</exception>
    public CleanPredictor(
        INetwork network, IParameterization parameterization, INoiseSchedule? snapTo = null, bool quantizeTimesteps = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(parameterization);
        _network = network;
        _parameterization = parameterization;
        _snapTo = snapTo;
        _nearest = snapTo is null ? null : new NearestLevel(snapTo);
        _quantizeTimesteps = !quantizeTimesteps || snapTo is not null
            ? quantizeTimesteps
            : throw new ArgumentException("Quantised timesteps need a schedule.", nameof(quantizeTimesteps));
    }

    /// <summary>The clean sample, float32, of the shape of <paramref name="x_BTCHW"/>.</summary>
    /// <param name="x_BTCHW">Noisy latents.</param>
    /// <param name="levels">Level of each sample.</param>
    /// <param name="conditioning">What the network is told.</param>
    public Tensor Predict(Tensor x_BTCHW, IReadOnlyList<NoiseLevel> levels, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        return Evaluate(x_BTCHW, levels, conditioning).Clean_BTCHW.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Predict"/>, with what went into and came out of the network.</summary>
    public CleanPrediction Evaluate(Tensor x_BTCHW, IReadOnlyList<NoiseLevel> levels, Conditioning conditioning)
    {
        using var scope = NewDisposeScope();
        var used = Snap(levels);
        var input = used.All(level => _parameterization.InputScale(level) == 1)
            ? x_BTCHW.alias()
            : x_BTCHW * used.Column(_parameterization.InputScale, x_BTCHW);
        var timestep_B = used.Column(Timestep, x_BTCHW).flatten();
        var output = _network.Predict(input, timestep_B, conditioning);
        var clean = _parameterization.Clean(x_BTCHW, output, used);
        return new CleanPrediction(
            input.MoveToOuterDisposeScope(),
            timestep_B.MoveToOuterDisposeScope(),
            output.MoveToOuterDisposeScope(),
            clean.MoveToOuterDisposeScope());
    }

    // In sampling all samples have the same level, which is looked for once.
    private NoiseLevel[] Snap(IReadOnlyList<NoiseLevel> levels)
    {
        var used = new NoiseLevel[levels.Count];
        for (var i = 0; i < used.Length; i++)
        {
            used[i] = i > 0 && levels[i] == levels[i - 1] ? used[i - 1] : Snap(levels[i]);
        }

        return used;
    }

    private NoiseLevel Snap(NoiseLevel level)
    {
        return _snapTo is null ? level : _snapTo.Levels[_nearest!.IndexOf(level)] with { Timestep = level.Timestep };
    }

    private float Timestep(NoiseLevel level)
    {
        var told = _parameterization.NetworkTimestep(level);
        return _quantizeTimesteps ? _nearest!.IndexOf(told) : told;
    }
}
