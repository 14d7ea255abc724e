namespace SharpSat.Core.Training.Runs.Report;

/// <summary>One line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Steps and values.</param>
internal sealed record Curve(string Name, IReadOnlyList<(long Step, double Value)> Points)
{
    // More than a picture has columns.
    private const int Most = 1200;

    /// <summary>The finite points, where there are too many the means of neighbours.</summary>
    public (double[] Steps, double[] Values) Shown()
    {
        var finite = Points.Where(p => double.IsFinite(p.Value)).ToList();
        var groups = finite.Chunk(Math.Max(1, (finite.Count + Most - 1) / Most)).ToList();
        return ([.. groups.Select(g => g.Average(p => (double)p.Step))], [.. groups.Select(g => g.Average(p => p.Value))]);
    }
}
