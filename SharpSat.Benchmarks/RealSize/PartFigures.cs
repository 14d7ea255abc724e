using System.Globalization;

namespace SharpSat.Benchmarks.RealSize;

/// <summary>What one forward pass of a part took.</summary>
/// <param name="What">The part and its input.</param>
/// <param name="WeightBytes">Bytes of the weights.</param>
/// <param name="FillPeakBytes">The process's largest size while the weights were made.</param>
/// <param name="PassPeakBytes">The process's largest size in the pass.</param>
/// <param name="Seconds">Time of the pass.</param>
/// <param name="ProcessorSeconds">Processor time of the pass over all cores.</param>
/// <param name="Products">Floating-point operations of its matrix products.</param>
/// <param name="Attention">Those of its attention; both 0 where nobody counted them.</param>
/// <param name="Rates">What the machine did right before.</param>
internal sealed record PartFigures(
    string What, long WeightBytes, long FillPeakBytes, long PassPeakBytes, double Seconds, double ProcessorSeconds, double Products, double Attention, MeasuredRates Rates)
{
    /// <summary>Column titles of the table.</summary>
    public const string Header = """
        | part | weights, GiB | peak while filling, GiB | peak in the pass, GiB | time, s | processor time, s | TFLOP (products + attention) | GFLOP/s of processor time | model FLOP utilisation: of the bare products' rate | processor time over that of bare products and attention |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    /// <inheritdoc/>
    public override string ToString()
    {
        var total = Products + Attention;
        var ideal = (Products / Rates.Product) + (Attention / Rates.Attention);
        var work = total == 0 ? "- | - | - | -" : string.Create(
            CultureInfo.InvariantCulture,
            $"{Products / 1e12:0.0} + {Attention / 1e12:0.0} | {total / ProcessorSeconds / 1e9:0} | {total / ProcessorSeconds / Rates.Product:0 %} | {ProcessorSeconds / ideal:0.00}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {What} | {Gib(WeightBytes)} | {Gib(FillPeakBytes)} | {Gib(PassPeakBytes)} | {Seconds:0.0} | {ProcessorSeconds:0.0} | {work} |");
    }

    private static string Gib(long bytes) => (bytes / (double)(1L << 30)).ToString("0.00", CultureInfo.InvariantCulture);
}
