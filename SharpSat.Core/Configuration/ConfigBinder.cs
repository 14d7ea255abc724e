using System.Reflection;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>
/// Binds JSON strictly to records: JSON names are the members' names in snake case (or their <c>JsonProperty</c> name),
/// every member must be known, <c>required</c> members and constructor parameters without a default must be there, types
/// must match, numbers must fit their type and <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/>,
/// enums are written by snake-case name, null only where the type allows it. Lists, dictionaries with text keys, nested
/// records, <see cref="ComponentNode"/> and raw tokens nest freely.
/// </summary>
public static class ConfigBinder
{
    /// <summary>Binds a token to a type; the result is complete or there is an error.</summary>
    /// <param name="token">The value.</param>
    /// <param name="path">Path of the token in its config, for messages.</param>
    /// <exception cref="ConfigException">The value does not fit; names the full path, the file and the line.</exception>
    public static T Bind<T>(JToken token, string path = "") => (T)Bind(typeof(T), token, path);

    /// <summary>Binds a token to a type known only at run time.</summary>
    /// <inheritdoc cref="Bind{T}"/>
    public static object Bind(Type type, JToken token, string path = "")
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(path);
        return BindValue(type, null, token, path)!;
    }

    /// <summary>Binds one value, null included.</summary>
    internal static object? BindValue(Type type, NullabilityInfo? nullability, JToken token, string path)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        if (token.Type == JTokenType.Null)
        {
            return underlying is not null || nullability?.WriteState == NullabilityState.Nullable
                ? null
                : throw ConfigException.At(token, path, $"must be {Expected(type)}, but is null.");
        }

        return BindPresent(underlying ?? type, nullability, token, path);
    }

    /// <summary>"a.b" for member b of a.</summary>
    internal static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Error for a value of the wrong type.</summary>
    internal static ConfigException Wrong(Type type, JToken token, string path) =>
        ConfigException.At(token, path, $"must be {Expected(type)}, but is {ConfigText.Describe(token)}.");

    private static object BindPresent(Type type, NullabilityInfo? nullability, JToken token, string path)
    {
        if (type == typeof(ComponentNode))
        {
            return ComponentNode.FromToken(token, path);
        }

        if (type == typeof(NamedComponentNode))
        {
            return NamedComponentNode.FromToken(token, path);
        }

        if (typeof(JToken).IsAssignableFrom(type))
        {
            return type.IsInstanceOfType(token) ? token.DeepClone() : throw Wrong(type, token, path);
        }

        if (ConfigScalars.Handles(type))
        {
            return ConfigScalars.Bind(type, token, path);
        }

        if (ConfigCollections.ElementOf(type) is { } element)
        {
            return ConfigCollections.BindList(type, element, nullability, token as JArray ?? throw Wrong(type, token, path), path);
        }

        if (ConfigCollections.ValueOf(type) is { } value)
        {
            return ConfigCollections.BindDictionary(value, nullability, token as JObject ?? throw Wrong(type, token, path), path);
        }

        if (type.IsInterface || type.IsAbstract)
        {
            throw new ArgumentException($"{type} cannot be bound from JSON ({path}); use a concrete record or a ComponentNode.");
        }

        return RecordShape.Of(type).Bind(token as JObject ?? throw Wrong(type, token, path), path);
    }

    private static string Expected(Type type) =>
        ConfigScalars.Handles(Nullable.GetUnderlyingType(type) ?? type) ? ConfigScalars.Expected(Nullable.GetUnderlyingType(type) ?? type)
        : type == typeof(ComponentNode) ? "an object with target and params"
        : type == typeof(NamedComponentNode) ? "an object with name, target and params"
        : type == typeof(JArray) || ConfigCollections.ElementOf(type) is not null ? "an array"
        : "an object";
}
