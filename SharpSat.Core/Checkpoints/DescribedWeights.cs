using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>A source that says more about itself in messages.</summary>
/// <param name="source">The weights, which this owns from now on.</param>
/// <param name="description">What messages call them.</param>
public sealed class DescribedWeights(IWeightSource source, string description) : IWeightSource
{
    /// <inheritdoc/>
    public string Description { get; } = description;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries => source.Entries;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    /// <inheritdoc/>
    public Tensor Read(string name) => source.Read(name);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
