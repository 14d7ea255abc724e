using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>What a network's prediction means: turns it into a clean sample, and a clean sample into its target.</summary>
public interface IParameterization
{
    /// <summary>The clean sample that a prediction implies, float32.</summary>
    /// <param name="x_BTCHW">The noisy sample the prediction was made from.</param>
    /// <param name="prediction_BTCHW">The network's output.</param>
    /// <param name="levels">Level of each sample.</param>
    Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels);

    /// <summary>What a perfect network would have predicted, float32.</summary>
    /// <param name="clean_BTCHW">Clean sample.</param>
    /// <param name="noise_BTCHW">The noise that was added.</param>
    /// <param name="levels">Level of each sample.</param>
    Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels);

    /// <summary>Factor on the noisy sample before the network sees it (c_in).</summary>
    float InputScale(NoiseLevel level) => 1;

    /// <summary>The timestep value the network is given (c_noise).</summary>
    float NetworkTimestep(NoiseLevel level) => level.Timestep;
}
