using SharpSat.Core.Errors;

namespace SharpSat.Core.Data;

/// <summary>Some items of a source, each once per pass, in an order that depends on the seed and the pass alone.</summary>
/// <param name="items">Their indices.</param>
/// <param name="seed">The run's seed.</param>
/// <exception cref="InputException">There is no item.</exception>
public sealed class SubsetSampler(IReadOnlyList<int> items, long seed) : IItemSampler
{
    private readonly ShuffledSampler _order = new(items.Count, seed);

    /// <inheritdoc/>
    public long Seed => seed;

    /// <inheritdoc/>
    public IReadOnlyList<SampledItem> Next(int count) => [.. _order.Next(count).Select(item => item with { Index = items[item.Index] })];

    /// <inheritdoc/>
    public SamplerState Save() => _order.Save();

    /// <inheritdoc/>
    public void Restore(SamplerState state) => _order.Restore(state);
}
