namespace SharpSat.Video.Parity;

/// <summary>What came of replaying one case.</summary>
/// <param name="Folder">The case.</param>
/// <param name="Suite">Its suite, "sat" or "diffusers".</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Runs">Number of runs replayed.</param>
/// <param name="Checks">Every comparison, in the order of computation.</param>
/// <param name="Differences">Deliberate differences from the reference, where the case allows them.</param>
/// <param name="Unsupported">Kinds, ops and options that are not replayed, each named.</param>
public sealed record ParityReport(
    string Folder,
    string Suite,
    string Kind,
    int Runs,
    IReadOnlyList<ParityCheck> Checks,
    IReadOnlyList<string> Differences,
    IReadOnlyList<string> Unsupported)
{
    /// <summary>Whether every comparison that was made holds.</summary>
    public bool Pass => Checks.All(check => check.Pass);

    /// <summary>The first comparison that does not hold, or null.</summary>
    public ParityCheck? FirstMiss => Checks.FirstOrDefault(check => !check.Pass);

    /// <summary>One line per family of tensors: the worst of its comparisons.</summary>
    public IReadOnlyList<ParityFamily> Families =>
    [
        .. Checks.GroupBy(check => check.Stage).Select(group => new ParityFamily(
            group.Key,
            group.Count(),
            group.Count(check => !check.Pass),
            group.Max(check => check.MaxAbsError),
            group.Max(check => check.MaxRelError),
            string.Join(" | ", group.Select(check => check.Tolerance).Distinct()))),
    ];
}

/// <summary>The comparisons of one stage over all runs of a case.</summary>
/// <param name="Stage">Name of the family.</param>
/// <param name="Compared">Comparisons made.</param>
/// <param name="Missed">Comparisons that do not hold.</param>
/// <param name="MaxAbsError">Largest absolute error.</param>
/// <param name="MaxRelError">Largest relative error.</param>
/// <param name="Tolerance">What was allowed.</param>
public sealed record ParityFamily(string Stage, int Compared, int Missed, double MaxAbsError, double MaxRelError, string Tolerance);
