using static TorchSharp.torch;

namespace SharpSat.Core.Training.Precision;

/// <summary>
/// A number format of training. The weights that train, their gradients, the optimizer and the loss are float32 in all of
/// them; in the short ones activations and products are short, and norms reduce in float32 inside.
/// </summary>
/// <param name="Name">As <see cref="TrainerConfig.Precision"/> spells it.</param>
/// <param name="ComputeType">Type of the activations.</param>
/// <param name="ScalesLoss">Whether gradients would often be too small for the type, so that the loss is scaled up.</param>
public sealed record TrainingPrecision(string Name, ScalarType ComputeType, bool ScalesLoss)
{
    private static readonly TrainingPrecision[] All =
    [
        new("fp32", ScalarType.Float32, false),
        new("bf16", ScalarType.BFloat16, false),
        new("fp16", ScalarType.Float16, true),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name)];

    /// <summary>The format of a name that <see cref="TrainerConfig.Validate"/> accepts.</summary>
    public static TrainingPrecision Of(string name) => All.Single(p => p.Name == name);
}
