using SharpSat.Core.Tensors;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>
/// The training objective on latents: draws levels, then noise, then (if asked) the offset, noises the clean sample,
/// runs the network and compares. The reference hides this inside its <c>VideoDiffusionLoss</c>.
/// </summary>
public sealed class DiffusionObjective
{
    private readonly INoiseSchedule _schedule;
    private readonly IParameterization _parameterization;
    private readonly ITimestepSampler _timesteps;
    private readonly IDiffusionLoss _loss;
    private readonly double _noiseOffset;
    private readonly INoiseSchedule? _snapTo;
    private readonly bool _quantizeTimesteps;

    /// <summary>Joins the parts.</summary>
    /// <param name="schedule">The levels.</param>
    /// <param name="parameterization">What the network predicts.</param>
    /// <param name="timesteps">Chooses a level per sample.</param>
    /// <param name="loss">Compares.</param>
    /// <param name="noiseOffset">Factor of one extra normal number per sample that is added to all of its noise; 0 draws none.</param>
    /// <param name="snapTo">See <see cref="CleanPredictor"/>; drawn levels mostly are of that schedule already.</param>
    /// <param name="quantizeTimesteps">See <see cref="CleanPredictor"/>.</param>
    public DiffusionObjective(
        INoiseSchedule schedule,
        IParameterization parameterization,
        ITimestepSampler timesteps,
        IDiffusionLoss loss,
        double noiseOffset = 0,
        INoiseSchedule? snapTo = null,
        bool quantizeTimesteps = false)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(parameterization);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(loss);
        _schedule = schedule;
        _parameterization = parameterization;
        _timesteps = timesteps;
        _loss = loss;
        _noiseOffset = noiseOffset;
        _snapTo = snapTo;
        _quantizeTimesteps = quantizeTimesteps;
    }

    /// <summary>One forward pass of the loss.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="clean_BTCHW">Clean latents, already scaled.</param>
    /// <param name="conditioning">What the network is told.</param>
    /// <param name="timesteps">Source of the level draws.</param>
    /// <param name="noise">Source of the noise.</param>
    /// <param name="position">This process among the others.</param>
    public DiffusionLossTerms Compute(
        INetwork network,
        Tensor clean_BTCHW,
        Conditioning conditioning,
        INoiseSource timesteps,
        INoiseSource noise,
        RankPosition position)
    {
        using var scope = NewDisposeScope();
        var shape = clean_BTCHW.shape;
        var levels = _timesteps.Draw(_schedule, checked((int)shape[0]), timesteps, position);
        var noise_BTCHW = noise.Normal(shape, ScalarType.Float32, clean_BTCHW.device);
        if (_noiseOffset > 0)
        {
            var offset_B = noise.Normal([shape[0]], ScalarType.Float32, clean_BTCHW.device);
            var column = shape.Select((size, axis) => axis == 0 ? size : 1).ToArray();
            noise_BTCHW = noise_BTCHW + (offset_B.view(column) * _noiseOffset);
        }

        var x_BTCHW = ForwardProcess.AddNoise(clean_BTCHW, noise_BTCHW, levels);
        var prediction = new CleanPredictor(network, _parameterization, _snapTo, _quantizeTimesteps).Evaluate(x_BTCHW, levels, conditioning);
        var loss_B = _loss.PerSample(prediction.Clean_BTCHW, clean_BTCHW, levels);
        return new DiffusionLossTerms(
            loss_B.MoveToOuterDisposeScope(),
            levels,
            new CleanPrediction(
                prediction.Input_BTCHW.MoveToOuterDisposeScope(),
                prediction.Timestep_B.MoveToOuterDisposeScope(),
                prediction.Output_BTCHW.MoveToOuterDisposeScope(),
                prediction.Clean_BTCHW.MoveToOuterDisposeScope()));
    }
}
