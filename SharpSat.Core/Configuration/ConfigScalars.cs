using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.Serialization;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>Text, truth values, numbers and enums.</summary>
internal static class ConfigScalars
{
    private static readonly SnakeCaseNamingStrategy SnakeCase = new();

    private static readonly Dictionary<Type, (BigInteger Min, BigInteger Max)> Whole = new()
    {
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
    };

    public static bool Handles(Type type) =>
        type == typeof(string) || type == typeof(bool) || type == typeof(double) || type == typeof(float) || type.IsEnum
        || Whole.ContainsKey(type);

    public static string Expected(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? $"one of {string.Join(", ", EnumNames(type).Keys.Select(name => $"\"{name}\""))}"
        : Whole.ContainsKey(type) ? "a whole number"
        : "a number";

    public static object Bind(Type type, JToken token, string path)
    {
        if (type == typeof(string))
        {
            return token.Type == JTokenType.String ? token.Value<string>()! : throw ConfigBinder.Wrong(type, token, path);
        }

        if (type == typeof(bool))
        {
            return token.Type == JTokenType.Boolean ? token.Value<bool>() : throw ConfigBinder.Wrong(type, token, path);
        }

        if (type.IsEnum)
        {
            return BindEnum(type, token, path);
        }

        if (token.Type is not (JTokenType.Integer or JTokenType.Float))
        {
            throw ConfigBinder.Wrong(type, token, path);
        }

        return Whole.TryGetValue(type, out var range)
            ? BindWhole(type, range, token, path)
            : Convert.ChangeType(BindReal(type, token, path), type, CultureInfo.InvariantCulture);
    }

    /// <summary>The JSON name of a member or enum value.</summary>
    public static string JsonName(string name) => SnakeCase.GetPropertyName(name, false);

    private static object BindWhole(Type type, (BigInteger Min, BigInteger Max) range, JToken token, string path)
    {
        var value = ((JValue)token).Value switch
        {
            BigInteger big => big,
            double real when double.IsInteger(real) => new BigInteger(real), // 1e3 is a whole number
            double => throw ConfigBinder.Wrong(type, token, path),
            var small => new BigInteger(Convert.ToInt64(small, CultureInfo.InvariantCulture)),
        };
        return value >= range.Min && value <= range.Max
            ? Convert.ChangeType(decimal.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), type, CultureInfo.InvariantCulture)
            : throw ConfigException.At(token, path, $"must be from {range.Min} to {range.Max}, but is {ConfigText.Describe(token)}.");
    }

    private static double BindReal(Type type, JToken token, string path)
    {
        var value = ((JValue)token).Value is BigInteger big ? (double)big : token.Value<double>();
        if (!double.IsFinite(value) || (type == typeof(float) && !float.IsFinite((float)value)))
        {
            throw ConfigException.At(token, path, $"must be a finite number, but is {ConfigText.Describe(token)}.");
        }

        return value;
    }

    private static object BindEnum(Type type, JToken token, string path)
    {
        if (token.Type != JTokenType.String)
        {
            throw ConfigBinder.Wrong(type, token, path);
        }

        var names = EnumNames(type);
        return names.TryGetValue(token.Value<string>()!, out var value)
            ? value
            : throw ConfigException.At(
                token,
                path,
                $"{ConfigText.Describe(token)} is not one of {string.Join(", ", names.Keys.Select(n => $"\"{n}\""))}.{Near(token, names)}");
    }

    private static string Near(JToken token, Dictionary<string, object> names)
    {
        var near = NearMatches.Of(token.Value<string>()!, names.Keys);
        return near.Count == 0 ? string.Empty : NearMatches.Hint(token.Value<string>()!, names.Keys);
    }

    private static Dictionary<string, object> EnumNames(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(f => f.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? JsonName(f.Name), f => f.GetValue(null)!);
}
