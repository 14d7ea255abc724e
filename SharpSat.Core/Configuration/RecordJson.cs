using System.Collections;
using System.Reflection;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>Writes a record as the JSON that <see cref="ConfigBinder"/> reads back as the same record.</summary>
public static class RecordJson
{
    /// <summary>Every member that can be set, under its JSON name; members that are null are left out.</summary>
    /// <exception cref="ArgumentException">A member has a type that configs do not hold.</exception>
    public static JObject Of(object record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var json = new JObject();
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && property.GetValue(record) is { } value)
            {
                json[ConfigScalars.JsonName(property.Name)] = Token(value);
            }
        }

        return json;
    }

    /// <summary>The name of a choice.</summary>
    public static string NameOf(Enum value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ConfigScalars.JsonName(value.ToString());
    }

    private static JToken Token(object value) => value switch
    {
        JToken token => token.DeepClone(),
        string or bool or int or long or double or float => JToken.FromObject(value),
        Enum choice => NameOf(choice),
        IEnumerable items => new JArray(items.Cast<object>().Select(Token)),
        _ when value.GetType() is { IsPrimitive: false } => Of(value),
        _ => throw new ArgumentException($"A config cannot hold a {value.GetType()}.", nameof(value)),
    };
}
