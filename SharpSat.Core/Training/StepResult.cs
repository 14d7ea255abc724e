using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>The outcome of one forward pass.</summary>
/// <param name="Loss">Scalar, attached to the graph, mean over the batch.</param>
public sealed record StepResult(Tensor Loss)
{
    /// <summary>Figures to log beside the loss, by name; averaged over accumulated batches.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
