using System.Globalization;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>One line of the table.</summary>
/// <param name="Target">What, and what is aimed at.</param>
/// <param name="Median">Middle ratio of the rounds.</param>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Processor">Ratio of processor times.</param>
/// <param name="Rounds">How many rounds.</param>
internal sealed record RatioRow(Target Target, double Median, double Min, double Max, double Processor, int Rounds)
{
    /// <summary>The head of the table.</summary>
    public const string Head =
        "| name | dtype | size | median_ratio | min | max | processor | rounds | target (goal) | at least |\n|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>Whether the ratio is good enough.</summary>
    public bool Met => Median <= Target.Least;

    /// <summary>The ratios of one action over another.</summary>
    public static RatioRow Of(Target target, Interleaved times, int over, int under, double underRuns)
    {
        var ratios = times.Ratios(over, under).Select(r => r / underRuns).ToList();
        return new RatioRow(target, ratios[ratios.Count / 2], ratios[0], ratios[^1], times.ProcessorRatio(over, under) / underRuns, ratios.Count);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target.Name} | {Target.Dtype} | {Target.Size} | {Median:0.000} | {Min:0.000} | {Max:0.000} | {Processor:0.000} | {Rounds} | {Target.Goal:0.00#} {Said(Median <= Target.Goal)} | {Target.Least:0.00#} {Said(Met)} |");

    private static string Said(bool met) => met ? "met" : "missed";
}
