using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>The content of a <c>*.safetensors.index.json</c>: <c>{"metadata": {...}, "weight_map": {"name": "file"}}</c>.</summary>
internal sealed record ShardIndex(IReadOnlyDictionary<string, string> ShardOf, IReadOnlyDictionary<string, string> Metadata)
{
    public static ShardIndex Read(string path)
    {
        using var stream = WeightFileStream.Open(path);
        if (stream.Length > SafetensorsHeader.MaxHeaderBytes)
        {
            throw Broken(path, $"it has {stream.Length} bytes; an index has at most {SafetensorsHeader.MaxHeaderBytes}");
        }

        var root = Parse(path, stream);
        if (root["weight_map"] is not JObject map)
        {
            throw Broken(path, "it has no object 'weight_map'");
        }

        var shardOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map)
        {
            var file = value is JValue { Type: JTokenType.String } ? (string)value! : string.Empty;

            // Shards lie beside their index; a path elsewhere could make us read any file.
            if (file.Length == 0 || file is "." or ".." || file.AsSpan().ContainsAny("/\\:\0") || !file.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                throw Broken(path, $"'{name}' must name a .safetensors file in the same folder, not '{value}'");
            }

            shardOf.Add(name, file);
        }

        var metadata = (root["metadata"] as JObject)?.Properties().Where(p => p.Value is JValue)
            .ToDictionary(p => p.Name, p => Convert.ToString(((JValue)p.Value).Value, CultureInfo.InvariantCulture) ?? string.Empty, StringComparer.Ordinal);
        return new ShardIndex(shardOf, metadata ?? []);
    }

    private static JObject Parse(string path, FileStream stream)
    {
        try
        {
            using var reader = new JsonTextReader(new StreamReader(stream)) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}' is not a shard index: {e.Message}", e);
        }
    }

    private static InputException Broken(string path, string rule) => new($"'{path}' is not a shard index: {rule}.");
}
