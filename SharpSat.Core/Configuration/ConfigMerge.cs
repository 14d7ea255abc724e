using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>
/// Lays one config over another. Objects merge member by member; arrays, scalars and null replace. An object that names
/// another <c>target</c> replaces as well, since the params of one component mean nothing to another.
/// </summary>
public static class ConfigMerge
{
    /// <summary>A new tree; the arguments stay as they are. Every value keeps its origin.</summary>
    public static JObject Merge(JObject under, JObject over)
    {
        ArgumentNullException.ThrowIfNull(under);
        ArgumentNullException.ThrowIfNull(over);
        var merged = (JObject)under.DeepClone();
        foreach (var property in over.Properties())
        {
            var copy = (JProperty)property.DeepClone();
            if (merged.Property(property.Name, StringComparison.Ordinal) is not { } existing)
            {
                merged.Add(copy);
            }
            else if (existing.Value is JObject below && property.Value is JObject above && !NamesAnother(below, above))
            {
                existing.Value = Merge(below, above);
            }
            else
            {
                existing.Replace(copy);
            }
        }

        return merged;
    }

    private static bool NamesAnother(JObject below, JObject above) =>
        below["target"] is { } old && above["target"] is { } target && !JToken.DeepEquals(old, target);
}
