using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>Settings of a <see cref="LoraV1Mixin"/>.</summary>
public sealed record LoraV1Params
{
    /// <summary>Rank r of the two factors.</summary>
    public required int Rank { get; init; }

    /// <summary>The update is scaled by alpha / rank.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Dropout of the adapter's inputs in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Layers that get factors; null for all.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">A number is out of range.</exception>
    public void Validate(int numLayers)
    {
        if (Rank < 1)
        {
            throw new InputException($"lora_v1.rank must be at least 1; it is {Rank}.");
        }

        if (!double.IsFinite(Alpha))
        {
            throw new InputException(FormattableString.Invariant($"lora_v1.alpha must be a number; it is {Alpha}."));
        }

        if (!(Dropout >= 0 && Dropout < 1))
        {
            throw new InputException(FormattableString.Invariant($"lora_v1.dropout must be in [0, 1); it is {Dropout}."));
        }

        if (Layers?.Where(layer => layer < 0 || layer >= numLayers).ToList() is [var outside, ..])
        {
            throw new InputException($"lora_v1.layers names layer {outside}; the model has layers 0 to {numLayers - 1}.");
        }
    }
}
