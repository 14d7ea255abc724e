using SharpSat.Core.Tensors;

namespace SharpSat.Core.Data;

/// <summary>Identifies one reading of one item, so that its random augmentation can be repeated exactly.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">Pass over the data, from 0.</param>
/// <param name="Index">The item's index in its source.</param>
public readonly record struct ItemDraw(long Seed, long Epoch, int Index)
{
    /// <summary>A stream for this reading alone. The caller disposes it.</summary>
    public NoiseSource CreateNoise(string purpose) => new(Seed, FormattableString.Invariant($"item/{purpose}/{Epoch}/{Index}"));
}
