using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>Settings of a LoRA adapter (Hu et al. 2021, arXiv:2106.09685).</summary>
public sealed record LoraParams
{
    /// <summary>Rank r of the two factors.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>The update is scaled by alpha / rank. Null means alpha = rank.</summary>
    public double? Alpha { get; init; }

    /// <summary>Dropout of the adapter's input in training.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Which projections get an adapter: module paths, or their ends, with * for any characters
    /// ("attention.query_key_value", "layers.*.mlp.*").
    /// </summary>
    public IReadOnlyList<string> Targets { get; init; } = ["attention.query_key_value", "attention.dense"];

    /// <summary>alpha / rank.</summary>
    public double Scaling => (Alpha ?? Rank) / Rank;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">A number is out of range.</exception>
    public void Validate()
    {
        if (Rank < 1)
        {
            throw new InputException($"lora.rank must be at least 1; it is {Rank}.");
        }

        if (Alpha is { } alpha && !(double.IsFinite(alpha) && alpha > 0))
        {
            throw new InputException(FormattableString.Invariant($"lora.alpha must be a number above 0; it is {alpha}. Usual is the rank, {Rank}."));
        }

        if (!(Dropout >= 0 && Dropout < 1))
        {
            throw new InputException(FormattableString.Invariant($"lora.dropout must be in [0, 1); it is {Dropout}."));
        }

        if (Targets is null || Targets.Count == 0 || Targets.Any(string.IsNullOrWhiteSpace))
        {
            throw new InputException("lora.targets is empty or has an empty entry; name at least one projection, for example \"attention.query_key_value\".");
        }
    }
}
