using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Losses;

/// <summary>Mean absolute difference of clean samples, weighted by noise level. The reference names it by <c>type: l1</c>.</summary>
[Component("weighted_l1")]
public sealed class WeightedL1 : IDiffusionLoss
{
    private readonly LossWeight _weight;

    /// <summary>Creates the loss.</summary>
    /// <exception cref="Core.Errors.InputException">The bound is not positive.</exception>
    public WeightedL1(WeightedLossParams p) => _weight = new LossWeight(p);

    /// <inheritdoc/>
    public float Weight(NoiseLevel level) => _weight.At(level);

    /// <inheritdoc/>
    public Tensor PerSample(Tensor predicted_BTCHW, Tensor clean_BTCHW, IReadOnlyList<NoiseLevel> levels)
    {
        using var scope = NewDisposeScope();
        var difference = predicted_BTCHW.to(ScalarType.Float32) - clean_BTCHW.to(ScalarType.Float32);
        var weight = levels.Column(Weight, predicted_BTCHW);
        return (weight * difference.abs()).flatten(1).mean([1]).MoveToOuterDisposeScope();
    }
}
