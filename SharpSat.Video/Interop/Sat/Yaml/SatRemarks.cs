using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>What the user is told about how a reference configuration was read.</summary>
internal static class SatRemarks
{
    /// <summary>A line for each warning and note, and for each file one with the settings that are not used and one with those of no effect.</summary>
    public static IEnumerable<string> Lines(SatReading reading) =>
    [
        .. reading.Remarks.Where(remark => remark.IsWarning).Select(remark => $"warning: {remark}"),
        .. Listed(reading.Unused, "warning", "not used"),
        .. reading.Remarks.Where(remark => !remark.IsWarning).Select(remark => $"note: {remark}"),
        .. Listed(reading.Idle, "note", "of no effect here"),
    ];

    private static IEnumerable<string> Listed(IReadOnlyList<JToken> values, string kind, string what) => values
        .GroupBy(value => ConfigOrigin.Of(value)?.Source ?? "config")
        .Select(file => $"{kind}: {file.Key}: {what}: {string.Join(", ", file.Select(value => $"{value.Path} (line {ConfigOrigin.Of(value)?.Line})"))}.");
}
