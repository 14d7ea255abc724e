namespace SharpSat.Core.Data;

/// <summary>Where a sampler stands; enough to continue exactly there.</summary>
/// <param name="ItemCount">Size of the data set, to notice that it changed.</param>
/// <param name="Epoch">Pass over the data, from 0.</param>
/// <param name="Position">Items of this epoch that were handed out already, all ranks together.</param>
public sealed record SamplerState(int ItemCount, long Epoch, long Position);
