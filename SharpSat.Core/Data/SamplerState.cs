using Newtonsoft.Json;

namespace SharpSat.Core.Data;

/// <summary>Where a sampler stands; enough to continue exactly there.</summary>
/// <param name="ItemCount">Size of the data set, to notice that it changed.</param>
/// <param name="Epoch">Pass over the data, from 0.</param>
/// <param name="Position">Items of this epoch that were handed out already, all ranks together.</param>
public sealed record SamplerState(int ItemCount, long Epoch, long Position)
{
    /// <summary>Items of a batch, all ranks together, where the order depends on it; null where it does not.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public long? WholeBatch { get; init; }

    /// <summary>Changes whenever an item goes to another bucket; null without buckets.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Division { get; init; }
}
