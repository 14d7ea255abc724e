using System.Collections;
using System.Reflection;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>Arrays to lists, objects to dictionaries.</summary>
internal static class ConfigCollections
{
    private static readonly Type[] Lists =
    [
        typeof(List<>), typeof(IList<>), typeof(IReadOnlyList<>), typeof(ICollection<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>),
    ];

    private static readonly Type[] Dictionaries = [typeof(Dictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    /// <summary>Element type of a list or array type, else null.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && Lists.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>Value type of a dictionary type with text keys, else null.</summary>
    public static Type? ValueOf(Type type) =>
        type.IsGenericType && Dictionaries.Contains(type.GetGenericTypeDefinition()) && type.GetGenericArguments()[0] == typeof(string)
            ? type.GetGenericArguments()[1]
            : null;

    public static object BindList(Type type, Type element, NullabilityInfo? nullability, JArray array, string path)
    {
        var inner = type.IsArray ? nullability?.ElementType : nullability?.GenericTypeArguments.ElementAtOrDefault(0);
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < array.Count; i++)
        {
            list.Add(ConfigBinder.BindValue(element, inner, array[i], $"{path}[{i}]"));
        }

        if (!type.IsArray)
        {
            return list;
        }

        var result = Array.CreateInstance(element, list.Count);
        list.CopyTo(result, 0);
        return result;
    }

    public static object BindDictionary(Type value, NullabilityInfo? nullability, JObject source, string path)
    {
        var inner = nullability?.GenericTypeArguments.ElementAtOrDefault(1);
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach (var property in source.Properties())
        {
            result.Add(property.Name, ConfigBinder.BindValue(value, inner, property.Value, ConfigBinder.Child(path, property.Name)));
        }

        return result;
    }
}
