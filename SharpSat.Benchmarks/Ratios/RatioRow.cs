using System.Globalization;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>One line of the table.</summary>
/// <param name="Target">What, and what is aimed at.</param>
/// <param name="Ratios">Of the rounds, in order of size.</param>
/// <param name="Processor">Ratio of processor times; null where it says nothing.</param>
internal sealed record RatioRow(Target Target, IReadOnlyList<double> Ratios, double? Processor)
{
    /// <summary>The head of the table.</summary>
    public const string Head =
        "| name | dtype | size | median_ratio | 95 % | min | max | processor | rounds | target (goal) | at least |\n|---|---|---|---|---|---|---|---|---|---|---|";

    // Half the width of the middle 95 % of a normal distribution, in standard deviations.
    private const double Confidence = 1.96;

    /// <summary>Whether the ratio is good enough.</summary>
    public bool Met => Target.IsMetBy(Median);

    private double Median => (Ratios[(Ratios.Count - 1) / 2] + Ratios[Ratios.Count / 2]) / 2;

    /// <summary>The ratios of one action over another.</summary>
    public static RatioRow Of(Target target, Interleaved times, int over, int under) =>
        new(target, times.Ratios(over, under), times.ProcessorRatio(over, under));

    /// <summary>Ratios that were measured another way.</summary>
    public static RatioRow Of(Target target, IEnumerable<double> ratios) => new(target, [.. ratios.Order()], null);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target.Name} | {Target.Dtype} | {Target.Size} | {Median:0.000} | {Interval()} | {Ratios[0]:0.000} | {Ratios[^1]:0.000} | {(Processor is { } p ? p.ToString("0.000", CultureInfo.InvariantCulture) : "-")} | {Ratios.Count} | {Target.Judge(Median)} |");

    // The median of the population lies between these two with that probability, whatever the distribution (order statistics).
    private string Interval()
    {
        var half = Confidence * Math.Sqrt(Ratios.Count) / 2;
        var (low, high) = ((int)Math.Floor((Ratios.Count / 2.0) - half), (int)Math.Ceiling((Ratios.Count / 2.0) + half));
        return low < 1 || high > Ratios.Count
            ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{Ratios[low - 1]:0.000} to {Ratios[high - 1]:0.000}");
    }
}
