using SharpSat.Core.Errors;

namespace SharpSat.Core.Data;

/// <summary>Chooses which items make the next batch. Not thread safe; the loader calls it from one thread.</summary>
public interface IItemSampler
{
    /// <summary>The seed its choices and the items' augmentation follow.</summary>
    long Seed { get; }

    /// <summary>Chooses the next <paramref name="count"/> items; the stream never ends.</summary>
    IReadOnlyList<SampledItem> Next(int count);

    /// <summary>Where the sampler stands.</summary>
    SamplerState Save();

    /// <summary>Continues from <paramref name="state"/>.</summary>
    /// <exception cref="InputException">The data set changed since the state was saved.</exception>
    void Restore(SamplerState state);
}
