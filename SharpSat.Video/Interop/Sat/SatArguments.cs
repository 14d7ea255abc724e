using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Interop.Sat;

/// <summary>Reads a Python object's keyword arguments and knows at the end which of them nobody asked for.</summary>
/// <param name="args">Names and values; null is an argument left out.</param>
/// <param name="what">What they belong to, for messages.</param>
internal sealed class SatArguments(JObject args, string what)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Names that may be there and change nothing.</summary>
    public void Skip(params IEnumerable<string> names) => _known.UnionWith(names);

    /// <exception cref="InputException">It has another type.</exception>
    public T Take<T>(string name, T otherwise)
    {
        _known.Add(name);
        if (args[name] is not { Type: not JTokenType.Null } value)
        {
            return otherwise;
        }

        try
        {
            return value is T token ? token : value.ToObject<T>()!;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            throw new InputException($"'{name}' in {what} is {value.ToString(Formatting.None)}, not a {(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name}.", e);
        }
    }

    /// <exception cref="InputException">It is missing or has another type.</exception>
    public T Require<T>(string name)
        where T : struct => Take<T?>(name, null) ?? throw new InputException($"'{name}' is missing in {what}.");

    /// <summary>The error for an argument whose value cannot be used.</summary>
    public InputException Refusal(string name, string rule) => new($"'{name}' in {what} {rule}");

    /// <exception cref="InputException">An argument was not asked for.</exception>
    public void RequireAllUsed()
    {
        if (args.Properties().FirstOrDefault(p => p.Value.Type != JTokenType.Null && !_known.Contains(p.Name)) is { } unknown)
        {
            throw new InputException($"'{unknown.Name}' in {what} is not known.{NearMatches.Hint(unknown.Name, _known)}");
        }
    }
}
