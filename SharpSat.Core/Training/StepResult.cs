using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>The outcome of one forward pass.</summary>
/// <param name="Loss">Scalar, attached to the graph, mean over the batch.</param>
public sealed record StepResult(Tensor Loss)
{
    /// <summary>If the loss is not finite: the first tensor that is not, for example a layer's output. Null if it is not known.</summary>
    public string? NonFinite { get; init; }

    /// <summary>Figures to log beside the loss, by name; averaged over accumulated batches.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
