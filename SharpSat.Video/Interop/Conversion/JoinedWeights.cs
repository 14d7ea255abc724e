using SharpSat.Core.Checkpoints;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Conversion;

/// <summary>Two sources as one; both stay the caller's.</summary>
/// <param name="first">Its names come first.</param>
/// <param name="second">Must have no name of the first.</param>
internal sealed class JoinedWeights(IWeightSource first, IWeightSource second) : IWeightSource
{
    /// <inheritdoc/>
    public string Description => first.Description;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; } =
        first.Entries.Concat(second.Entries).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => first.Metadata;

    /// <inheritdoc/>
    public Tensor Read(string name) => first.Entries.ContainsKey(name) ? first.Read(name) : second.Read(name);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
