using SharpSat.Core.Training.Runs.Report;

namespace SharpSat.Core.Training.Memory;

/// <summary>What a run's pictures take: the libraries that draw them stay in memory after the first checkpoint.</summary>
public static class SavingMemory
{
    private const int Points = 1000;

    /// <summary>Draws a curve and returns how much larger the process became, in bytes.</summary>
    public static long Measure()
    {
        var before = Environment.WorkingSet;
        var peak = PeakMemory.Of(() => ReportPlot.Image("loss", [new Curve("loss", [.. Enumerable.Range(1, Points).Select(i => ((long)i, 1.0 / i))])]));
        return Math.Max(0, peak - before);
    }
}
