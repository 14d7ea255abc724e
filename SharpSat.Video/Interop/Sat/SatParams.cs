using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat;

/// <summary>
/// The params of a reference <c>{target, params}</c> node, or any other mapping of it, read value by value through a
/// <see cref="SatReading"/>. Values of the wrong type are refused with file and line.
/// </summary>
internal sealed class SatParams
{
    private readonly JToken? _owner;
    private readonly JObject? _values;
    private readonly string _path;

    private SatParams(JToken? owner, JObject? values, string path, SatReading reading)
    {
        _owner = owner;
        _values = values;
        _path = path;
        Reading = reading;
    }

    public SatReading Reading { get; }

    /// <summary>A mapping; an absent one is empty.</summary>
    /// <exception cref="ConfigException">The value is no mapping.</exception>
    public static SatParams Mapping(JToken? node, SatReading reading, string path) => Mapping(node, null, reading, path);

    /// <summary>The params of a <c>{target, params}</c> node.</summary>
    public static SatParams Of(JToken? node, SatReading reading)
    {
        _ = reading.Take(node, "target");
        return Mapping(reading.Take(node, "params"), node, reading, $"{node?.Path}.params");
    }

    public bool Has(string name) => _values?[name] is { Type: not JTokenType.Null };

    public JToken? Node(string name) => Reading.Take(_values, name);

    /// <summary>The value of a required member.</summary>
    public JToken Required(string name) => Node(name)
        ?? throw new ConfigException(ConfigOrigin.Of(_values ?? _owner), _path, $"the required setting '{name}' is missing.");

    public SatParams Inner(string name) => Mapping(Node(name), _values ?? _owner, Reading, Inside(name));

    public int Int(string name) => IntOf(Required(name));

    public int? OptionalInt(string name) => Node(name) is { } value ? IntOf(value) : null;

    public double Double(string name) => DoubleOf(Required(name));

    public double? OptionalDouble(string name) => Node(name) is { } value ? DoubleOf(value) : null;

    public bool Bool(string name, bool fallback) => Node(name) switch
    {
        null => fallback,
        { Type: JTokenType.Boolean } value => (bool)value,
        { } value => throw Wrong(value, "true or false"),
    };

    public string? Text(string name) => Node(name) switch
    {
        null => null,
        { Type: JTokenType.String } value => (string)value!,
        { } value => throw Wrong(value, "a text"),
    };

    public IReadOnlyList<int>? Ints(string name) => List(name, "a list of whole numbers")?.Select(IntOf).ToList();

    public IReadOnlyList<double>? Doubles(string name) => List(name, "a list of numbers")?.Select(DoubleOf).ToList();

    public IReadOnlyList<string>? Texts(string name) => List(name, "a list of texts")?
        .Select(item => item.Type == JTokenType.String ? (string)item! : throw Wrong(item, "a text")).ToList();

    /// <summary>Marks settings that change nothing here: they have no bearing on SharpSat's numbers.</summary>
    public SatParams Irrelevant(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Reading.TakeIdle(_values?[name]);
        }

        return this;
    }

    /// <summary>Marks a setting that has no effect here and says why.</summary>
    public SatParams Ineffective(string name, string why)
    {
        if (Node(name) is { } value)
        {
            Reading.TakeAll(value);
            Reading.Warn(value, why);
        }

        return this;
    }

    /// <summary>Refuses any other value than the one that SharpSat has.</summary>
    /// <exception cref="SatUnsupportedException">It is another value.</exception>
    public SatParams Only(string name, JToken legal)
    {
        if (Node(name) is { } value && !Same(value, legal))
        {
            throw new SatUnsupportedException(value, value.Path, $"{value.ToString(Newtonsoft.Json.Formatting.None)} is not supported; only {legal.ToString(Newtonsoft.Json.Formatting.None)} is.");
        }

        return this;
    }

    private static SatParams Mapping(JToken? node, JToken? owner, SatReading reading, string path) => node switch
    {
        null or { Type: JTokenType.Null } => new SatParams(node ?? owner, null, path, reading),
        JObject values => new SatParams(node, values, values.Path, reading),
        _ => throw new ConfigException(ConfigOrigin.Of(node), node.Path, "must be a mapping."),
    };

    private static bool Same(JToken value, JToken legal) => IsNumber(value) && IsNumber(legal)
        ? (double)value == (double)legal
        : JToken.DeepEquals(value, legal);

    private static bool IsNumber(JToken value) => value.Type is JTokenType.Integer or JTokenType.Float;

    // PyYAML reads "3." as a float; where a whole number is meant it is one.
    private static int IntOf(JToken value) =>
        IsNumber(value) && (double)value is var number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Wrong(value, "a whole number");

    private static double DoubleOf(JToken value) => IsNumber(value) ? (double)value : throw Wrong(value, "a number");

    private static ConfigException Wrong(JToken value, string expected) =>
        new(ConfigOrigin.Of(value), value.Path, $"must be {expected}, but is {value.ToString(Newtonsoft.Json.Formatting.None)}.");

    private JArray? List(string name, string expected) => Node(name) switch
    {
        null => null,
        JArray list => list,
        { } value => throw Wrong(value, expected),
    };

    private string Inside(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
