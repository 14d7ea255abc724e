using System.Globalization;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>What is measured against what, and how large the ratio may be.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Dtype">Type of the numbers.</param>
/// <param name="Size">Sizes.</param>
/// <param name="Goal">The ratio aimed at; null where none is set.</param>
/// <param name="Least">The largest ratio that is good enough; null where none is set.</param>
internal sealed record Target(string Name, string Dtype, string Size, double? Goal = null, double? Least = null)
{
    /// <summary>Whether a ratio is good enough.</summary>
    public bool IsMetBy(double ratio) => Least is not { } least || ratio <= least;

    /// <summary>A ratio beside both limits, as two columns.</summary>
    public string Judge(double ratio) => $"{Judge(Goal, ratio)} | {Judge(Least, ratio)}";

    private static string Judge(double? limit, double ratio) =>
        limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{most:0.00#} {(ratio <= most ? "met" : "missed")}") : "-";
}
