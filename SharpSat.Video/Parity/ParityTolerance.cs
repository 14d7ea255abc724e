using System.IO.Enumeration;
using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity;

/// <summary>How far a tensor may be from the recorded one: |a - b| at most Atol + Rtol * r, or for integers at most OffBy.</summary>
/// <param name="Match">Glob over tensor names.</param>
/// <param name="Atol">Absolute part.</param>
/// <param name="Rtol">Relative part.</param>
/// <param name="ToTensorMax">Whether r is the largest |b| of the tensor, not the element's own.</param>
internal sealed record ParityTolerance(string Match, double Atol, double Rtol, bool ToTensorMax)
{
    public static ParityTolerance Read(JToken node)
    {
        var match = (string?)node["match"] ?? "*";
        if (node["off_by"] is { } offBy)
        {
            return new ParityTolerance(match, (double)offBy, 0, false);
        }

        return new ParityTolerance(match, (double?)node["atol"] ?? 0, (double?)node["rtol"] ?? 0, (string?)node["relative_to"] switch
        {
            "tensor_max" => true,
            "element" or null => false,
            var other => throw new ParityUnsupportedException($"the tolerance relative_to '{other}'"),
        });
    }

    public bool Matches(string tensor) => FileSystemName.MatchesSimpleExpression(Escaped(Match), tensor, ignoreCase: false);

    public override string ToString() =>
        FormattableString.Invariant($"{Atol:g2}+{Rtol:g2}*{(ToTensorMax ? "max|b|" : "|b|")}");

    // The expression language also gives meaning to ? and \, which names do not use as such.
    private static string Escaped(string glob) => glob.Replace(@"\", @"\\", StringComparison.Ordinal);
}
