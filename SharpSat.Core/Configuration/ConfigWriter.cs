using System.Collections;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>The inverse of <see cref="ConfigBinder"/>: a record as a config would state it.</summary>
public static class ConfigWriter
{
    /// <summary>Every member of a record that is not null, nested records, lists and components included.</summary>
    /// <param name="value">A record, list, component node, text, number, truth value or enum.</param>
    public static JToken Write(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value switch
        {
            JToken token => token.DeepClone(),
            string text => text,
            bool truth => truth,
            Enum choice => ConfigScalars.JsonName(choice.ToString()),
            ComponentNode node => Component(node),
            _ when ConfigScalars.Handles(value.GetType()) => new JValue(value),
            IEnumerable items => new JArray(items.Cast<object>().Select(Write)),
            _ => Record(value),
        };
    }

    private static JObject Component(ComponentNode node)
    {
        var written = new JObject { ["target"] = node.Target };
        if (node.Params.Count > 0)
        {
            written["params"] = node.Params.DeepClone();
        }

        return written;
    }

    private static JObject Record(object value)
    {
        var written = new JObject();
        foreach (var member in RecordShape.Of(value.GetType()).Members)
        {
            if (member.Property?.GetValue(value) is { } inner)
            {
                written[member.JsonName] = Write(inner);
            }
        }

        return written;
    }
}
