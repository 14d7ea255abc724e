using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>
/// Reads a diffusers <c>config.json</c> strictly: every setting is taken, must have the only value that is supported, or is
/// known to change no number; another one is refused by name. A setting that is missing has diffusers' default.
/// </summary>
internal sealed class ComponentConfig
{
    private const long MaxBytes = 1 << 20;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal) { "_class_name", "_diffusers_version", "_name_or_path", "_commit_hash" };
    private readonly JObject _json;
    private readonly string _file;

    private ComponentConfig(string file, JObject json)
    {
        _file = file;
        _json = json;
    }

    /// <summary>The class that the file says it configures; empty if it does not say.</summary>
    public string ClassName => (string?)_json["_class_name"] ?? string.Empty;

    /// <exception cref="InputException">The file is missing, too large or no JSON object.</exception>
    public static ComponentConfig Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new InputException($"'{file}' does not exist; a diffusers component folder has its sizes there.");
        }

        if (new FileInfo(file).Length > MaxBytes)
        {
            throw new InputException($"'{file}' has more than {MaxBytes} bytes; that is no component's configuration.");
        }

        try
        {
            using var reader = new JsonTextReader(File.OpenText(file)) { DateParseHandling = DateParseHandling.None, MaxDepth = 16 };
            return new ComponentConfig(file, JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error }));
        }
        catch (JsonException e)
        {
            throw new InputException($"'{file}' is not a JSON object: {e.Message}", e);
        }
    }

    /// <exception cref="InputException">The file configures another class.</exception>
    public ComponentConfig Of(string className) => ClassName == className
        ? this
        : throw new InputException($"'{_file}' configures {(ClassName.Length > 0 ? $"'{ClassName}'" : "no class (_class_name is missing)")}; '{className}' is expected there.");

    /// <summary>A whole number.</summary>
    public int Int(string name, int missing) => OptionalInt(name) ?? missing;

    /// <summary>A whole number, or null if it is null or missing.</summary>
    public int? OptionalInt(string name) => Take(name) switch
    {
        null => null,
        JValue { Type: JTokenType.Integer or JTokenType.Float } value when (double)value == Math.Floor((double)value) && Math.Abs((double)value) <= int.MaxValue => (int)(double)value,
        var other => throw Wrong(name, other, "a whole number"),
    };

    /// <summary>A finite number.</summary>
    public double Number(string name, double missing) => Take(name) switch
    {
        null => missing,
        JValue { Type: JTokenType.Integer or JTokenType.Float } value when double.IsFinite((double)value) => (double)value,
        var other => throw Wrong(name, other, "a number"),
    };

    /// <summary>A switch.</summary>
    public bool Flag(string name, bool missing) => Take(name) switch
    {
        null => missing,
        JValue { Type: JTokenType.Boolean } value => (bool)value,
        var other => throw Wrong(name, other, "true or false"),
    };

    /// <summary>A text.</summary>
    public string Text(string name, string missing) => Take(name) switch
    {
        null => missing,
        JValue { Type: JTokenType.String } value => (string)value!,
        var other => throw Wrong(name, other, "a text"),
    };

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Ints(string name, IReadOnlyList<int> missing) => Take(name) switch
    {
        null => missing,
        JArray list when list.All(item => item.Type == JTokenType.Integer && (double)item is >= 0 and <= int.MaxValue) => [.. list.Select(item => (int)item)],
        var other => throw Wrong(name, other, "a list of whole numbers"),
    };

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? Texts(string name) => Take(name) switch
    {
        null => null,
        JArray list when list.All(item => item.Type == JTokenType.String) => [.. list.Select(item => (string)item!)],
        var other => throw Wrong(name, other, "a list of texts"),
    };

    /// <summary>A setting of which only some values are supported; null and missing are taken for the first of them.</summary>
    /// <exception cref="InputException">It has another value.</exception>
    public void Only(string name, params IReadOnlyList<object?> values)
    {
        var token = Take(name);
        if (token is not null && !values.Any(value => JToken.DeepEquals(token, value is null ? JValue.CreateNull() : JToken.FromObject(value)) || IsNumber(token, value)))
        {
            throw Wrong(name, token, string.Join(" or ", values.Select(value => value is null ? "null" : JsonConvert.SerializeObject(value))));
        }
    }

    /// <summary>Settings that change no number here.</summary>
    public void Ignore(params IReadOnlyList<string> names) => _seen.UnionWith(names);

    /// <exception cref="InputException">The file has a setting that nobody took.</exception>
    public void RequireAllTaken()
    {
        var unknown = _json.Properties().Select(p => p.Name).Where(name => !_seen.Contains(name)).ToList();
        if (unknown.Count > 0)
        {
            throw new InputException($"'{_file}' has {(unknown.Count == 1 ? "a setting that is" : "settings that are")} not known: {string.Join(", ", unknown)}. It may change the result, so the model is not loaded.");
        }
    }

    private JToken? Take(string name)
    {
        _seen.Add(name);
        return _json[name] is { Type: not JTokenType.Null } token ? token : null;
    }

    private static bool IsNumber(JToken token, object? value) =>
        token is JValue { Type: JTokenType.Integer or JTokenType.Float } number && value is int or double
        && (double)number == Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private InputException Wrong(string name, JToken value, string expected) =>
        new($"'{_file}': '{name}' is {value.ToString(Formatting.None)}; {expected} is supported.");
}
