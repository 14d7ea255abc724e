using System.Globalization;
using System.Text;

namespace SharpSat.Core.Checkpoints;

/// <summary>What came of loading weights into a module.</summary>
/// <param name="Source">Where they came from.</param>
/// <param name="Loaded">Weights that were filled.</param>
/// <param name="Missing">Weights of the module that the source lacks.</param>
/// <param name="Unexpected">Tensors of the source that the module has no weight for.</param>
/// <param name="Reshaped">Loaded weights that were stored with another shape.</param>
/// <param name="Cast">Loaded weights that were stored with another type.</param>
public sealed record LoadReport(
    string Source,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> Reshaped,
    IReadOnlyList<WeightCast> Cast)
{
    private const int Shown = 10;

    /// <summary>Tensors of the source that were left out as asked (<see cref="WeightLoadOptions.Ignore"/>).</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>A short summary: one line when all is well, a line more for each kind of difference.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Loaded.Count} of {Loaded.Count + Missing.Count} weights loaded from '{Source}'");
        foreach (var group in Cast.GroupBy(cast => (cast.From, cast.To)))
        {
            text.Append(CultureInfo.InvariantCulture, $", {group.Count()} cast {group.Key.From} -> {group.Key.To}");
        }

        Append(text, "left out as asked", LeftOut);
        Append(text, "reshaped", Reshaped);
        Append(text, "missing", Missing);
        Append(text, "unexpected", Unexpected);
        return text.ToString();
    }

    /// <summary>The first names of a list, and how many there are beyond them.</summary>
    internal static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : string.Empty);

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {what} {names.Count}: {Names(names)}");
        }
    }
}
