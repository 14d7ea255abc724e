using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// How the alphas of a file are found. Formats that hold none had different rules over time, and the same file means
/// something else under each; none is guessed without being named.
/// </summary>
public sealed record LoraAlpha
{
    private LoraAlpha(LoraAlphaRule rule, double? value = null)
    {
        Rule = rule;
        Value = value;
    }

    /// <summary>What the file says, and otherwise the rule of its format (<see cref="LoraAlphaRule.FormatDefault"/>).</summary>
    public static LoraAlpha FormatDefault { get; } = new(LoraAlphaRule.FormatDefault);

    /// <summary>Every pair's alpha is its own rank.</summary>
    public static LoraAlpha OwnRank { get; } = new(LoraAlphaRule.OwnRank);

    /// <summary>What the file says; an error if it says nothing.</summary>
    public static LoraAlpha Metadata { get; } = new(LoraAlphaRule.Metadata);

    /// <summary>The rank of the first up factor by name, for all.</summary>
    public static LoraAlpha FirstRank { get; } = new(LoraAlphaRule.FirstRank);

    /// <summary>Which rule.</summary>
    public LoraAlphaRule Rule { get; }

    /// <summary>The number of <see cref="LoraAlphaRule.Given"/>.</summary>
    public double? Value { get; }

    /// <summary>One number for all pairs, whatever the file says.</summary>
    /// <exception cref="InputException">It is not a number above 0.</exception>
    public static LoraAlpha Given(double alpha) => double.IsFinite(alpha) && alpha > 0
        ? new LoraAlpha(LoraAlphaRule.Given, alpha)
        : throw new InputException(FormattableString.Invariant($"A LoRA alpha must be a number above 0, not {alpha}."));

    /// <summary>Reads a number, or own_rank, metadata or first_rank.</summary>
    /// <exception cref="InputException">It is none of them.</exception>
    public static LoraAlpha Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "own_rank" => OwnRank,
            "metadata" => Metadata,
            "first_rank" => FirstRank,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var alpha) => Given(alpha),
            _ => throw new InputException($"'{text}' is no alpha: give a number, own_rank (alpha / rank is 1), metadata (what the file says) or first_rank (as diffusers 0.33)."),
        };
    }

    /// <summary>Sets the alphas of the pairs of a file.</summary>
    /// <param name="pairs">The pairs, each with the alpha that the file holds for it, or null.</param>
    /// <param name="description">The file, for messages.</param>
    /// <param name="format">What the format does without an alpha, and how to say so.</param>
    /// <exception cref="InputException">The file should say and does not, or says a number that cannot be.</exception>
    internal (IReadOnlyList<LoraPair> Pairs, string Origin) Apply(
        IReadOnlyList<(LoraPair Pair, double? Stored)> pairs, string description, (Func<LoraPair, double> Alpha, string Text) format)
    {
        var wrong = pairs.FirstOrDefault(p => p.Stored is { } alpha && !double.IsFinite(alpha));
        if (wrong.Pair is not null)
        {
            throw new InputException(FormattableString.Invariant($"{description}: the alpha of '{wrong.Pair.KeyB}' is {wrong.Stored}; it must be a finite number."));
        }

        var lacking = pairs.FirstOrDefault(p => p.Stored is null).Pair;
        var first = pairs.Select(p => p.Pair).MinBy(pair => pair.KeyB, StringComparer.Ordinal);
        return Rule switch
        {
            LoraAlphaRule.Given => (With(pair => Value!.Value), FormattableString.Invariant($"{Value} as given")),
            LoraAlphaRule.OwnRank => (With(pair => pair.Rank), "equal to each rank, as asked"),
            LoraAlphaRule.FirstRank => (With(_ => first!.Rank), $"equal to the rank of '{first!.KeyB}', as asked"),
            LoraAlphaRule.Metadata when lacking is not null => throw new InputException(
                $"{description} holds no alpha for '{lacking.KeyB}'. Give the number it was trained with, or own_rank or first_rank."),
            _ when lacking is null => ([.. pairs.Select(p => p.Pair with { Alpha = p.Stored!.Value })], "stored in the file"),
            _ => ([.. pairs.Select(p => p.Pair with { Alpha = p.Stored ?? format.Alpha(p.Pair) })], format.Text),
        };

        List<LoraPair> With(Func<LoraPair, double> alpha) => [.. pairs.Select(p => p.Pair with { Alpha = alpha(p.Pair) })];
    }
}
