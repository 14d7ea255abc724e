using SharpSat.Core.Registry;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parameterizations;

/// <summary>The network predicts the clean sample itself (diffusers' prediction type "sample").</summary>
[Component("sample_prediction")]
public sealed class SamplePrediction : IParameterization
{
    /// <inheritdoc/>
    public Tensor Clean(Tensor x_BTCHW, Tensor prediction_BTCHW, IReadOnlyList<NoiseLevel> levels) =>
        prediction_BTCHW.to(ScalarType.Float32, copy: true);

    /// <inheritdoc/>
    public Tensor Target(Tensor clean_BTCHW, Tensor noise_BTCHW, IReadOnlyList<NoiseLevel> levels) =>
        clean_BTCHW.to(ScalarType.Float32, copy: true);
}
