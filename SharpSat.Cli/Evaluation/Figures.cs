using System.Globalization;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Cli.Evaluation;

/// <summary>How many of some judged videos are right, by attribute.</summary>
internal sealed record Figures(int Videos, int Color, int Shape, int Direction, int Background, int All, int Stars)
{
    public double PercentRight => 100.0 * All / Math.Max(1, Videos);

    public static Figures Of(IReadOnlyCollection<JudgedVideo> videos) => new(
        videos.Count,
        videos.Count(v => v.Verdict.Color == v.Asked.Asked.Color),
        videos.Count(v => v.Verdict.Shape == v.Asked.Asked.Shape),
        videos.Count(v => v.Verdict.Direction == v.Asked.Asked.Direction),
        videos.Count(v => v.Verdict.Background == v.Asked.Asked.Background),
        videos.Count(v => v.IsRight),
        videos.Count(v => v.Verdict.Shape == ShapeKind.Star));

    /// <summary>Rows of a table: what, how many of how many, percent.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows() => new[]
    {
        ("colour", Color), ("shape", Shape), ("direction", Direction), ("background", Background), ("all four", All), ("shows a star", Stars),
    }.Select(row => new[] { row.Item1, $"{row.Item2} of {Videos}", (100.0 * row.Item2 / Math.Max(1, Videos)).ToString("0.0", CultureInfo.InvariantCulture) + " %" });
}
