using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>
/// One <c>--set path=value</c>. The path has dots and indices (<c>model.mixins[0].params.scale</c>); objects on the way
/// are created, an index may also be the next one after the end. The value is JSON, or else text.
/// </summary>
internal sealed partial class ConfigSetting
{
    private readonly string _text;
    private readonly IReadOnlyList<object> _path;
    private readonly JToken _value;

    private ConfigSetting(string text, IReadOnlyList<object> path, JToken value)
    {
        _text = text;
        _path = path;
        _value = value;
    }

    private ConfigOrigin Origin => new($"--set {_text}", 0);

    /// <summary>Reads "path=value".</summary>
    public static ConfigSetting Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals > 0 ? text[..equals].Trim() : string.Empty;
        if (!PathPattern().IsMatch(path))
        {
            throw new InputException($"--set {text}: must look like path=value, for example trainer.max_steps=200 or model.mixins[0].params.scale=0.5.");
        }

        var segments = SegmentPattern().Matches(path)
            .Select(m => m.Groups[2].Success ? (object)int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) : m.Groups[1].Value)
            .ToList();
        return new ConfigSetting(text, segments, Value(text[(equals + 1)..]));
    }

    /// <summary>Writes the value into a tree.</summary>
    public void Apply(JObject root)
    {
        JContainer node = root;
        for (var i = 0; i < _path.Count - 1; i++)
        {
            var child = Read(node, i);
            if (child is null or { Type: JTokenType.Null })
            {
                child = _path[i + 1] is int ? new JArray() : new JObject();
                Origin.StampAll(child);
                Write(node, i, child);
            }

            node = child as JContainer ?? throw Blocked(i, child);
        }

        var value = _value.DeepClone();
        Origin.StampAll(value);
        Write(node, _path.Count - 1, value);
    }

    private JToken? Read(JContainer node, int i) => (node, _path[i]) switch
    {
        (JObject o, string name) => o[name],
        (JArray a, int index) when index < a.Count => a[index],
        (JArray a, int index) when index == a.Count => null,
        _ => throw Mismatch(node, i),
    };

    private void Write(JContainer node, int i, JToken value)
    {
        switch (node, _path[i])
        {
            case (JObject o, string name):
                var property = new JProperty(name, value);
                property.AddAnnotation(Origin);
                if (o.Property(name, StringComparison.Ordinal) is { } existing)
                {
                    existing.Replace(property);
                }
                else
                {
                    o.Add(property);
                }

                break;
            case (JArray a, int index) when index < a.Count:
                a[index] = value;
                break;
            case (JArray a, int index) when index == a.Count:
                a.Add(value);
                break;
            default:
                throw Mismatch(node, i);
        }
    }

    private ConfigException Blocked(int i, JToken child) =>
        new(Origin, PathUpTo(i), $"is {ConfigText.Describe(child)}{WrittenAt(child)}, so nothing below it can be set.");

    private ConfigException Mismatch(JContainer node, int i) => node is JArray array
        ? new ConfigException(Origin, PathUpTo(i - 1), _path[i] is int
            ? $"has {array.Count} elements{WrittenAt(node)}, so index {_path[i]} is out of range; the next free index is {array.Count}."
            : $"is an array{WrittenAt(node)}; write [index] where '{_path[i]}' is.")
        : new ConfigException(Origin, PathUpTo(i - 1), $"is an object{WrittenAt(node)}, so it has no index {_path[i]}.");

    private static string WrittenAt(JToken token) => ConfigOrigin.Of(token) is { } origin ? $" ({origin})" : string.Empty;

    private string PathUpTo(int last) => string.Concat(_path.Take(last + 1)
        .Select((s, i) => s is int index ? $"[{index}]" : i == 0 ? $"{s}" : $".{s}"));

    private static JToken Value(string text)
    {
        try
        {
            var token = ConfigText.Read(text, "value");
            var isJson = token.Type switch
            {
                // Newtonsoft also takes octal, hex and NaN, which JSON has not; 007 is text.
                JTokenType.Integer or JTokenType.Float => NumberPattern().IsMatch(text.Trim()),
                JTokenType.Undefined or JTokenType.Constructor => false,
                _ => true,
            };
            return isJson ? token : new JValue(text);
        }
        catch (ConfigException)
        {
            return new JValue(text);
        }
    }

    [GeneratedRegex(@"^[^.\[\]=\s]+(\[\d{1,6}\])*(\.[^.\[\]=\s]+(\[\d{1,6}\])*)*$")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"([^.\[\]]+)|\[(\d+)\]")]
    private static partial Regex SegmentPattern();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$")]
    private static partial Regex NumberPattern();
}
