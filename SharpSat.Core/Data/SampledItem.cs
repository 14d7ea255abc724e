namespace SharpSat.Core.Data;

/// <summary>An item that a sampler chose.</summary>
/// <param name="Epoch">Pass over the data, from 0.</param>
/// <param name="Index">The item's index in its source.</param>
public readonly record struct SampledItem(long Epoch, int Index);
