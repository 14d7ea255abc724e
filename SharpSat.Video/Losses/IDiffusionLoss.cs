using SharpSat.Video.Schedules;
using static TorchSharp.torch;

namespace SharpSat.Video.Losses;

/// <summary>Compares a predicted clean sample with the true one. Draws nothing and runs no network.</summary>
public interface IDiffusionLoss
{
    /// <summary>One loss per sample [B], float32.</summary>
    /// <param name="predicted_BTCHW">Clean sample the network implies.</param>
    /// <param name="clean_BTCHW">True clean sample.</param>
    /// <param name="levels">Level of each sample.</param>
    Tensor PerSample(Tensor predicted_BTCHW, Tensor clean_BTCHW, IReadOnlyList<NoiseLevel> levels);

    /// <summary>Weight a sample at this level has.</summary>
    float Weight(NoiseLevel level);
}
