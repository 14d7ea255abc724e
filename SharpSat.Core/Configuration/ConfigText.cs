using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>JSON text to tokens that remember their origin.</summary>
internal static class ConfigText
{
    private const int MaxDepth = 64;

    private static readonly JsonLoadSettings Settings = new()
    {
        CommentHandling = CommentHandling.Ignore,
        LineInfoHandling = LineInfoHandling.Load,
        DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
    };

    /// <summary>The one JSON value that a text holds, every token stamped with its line.</summary>
    public static JToken Read(string json, string source)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            throw new ConfigException(new ConfigOrigin(source, 1), string.Empty, "there is nothing in it; a JSON value is needed.");
        }

        using var reader = new JsonTextReader(new StringReader(json))
        {
            DateParseHandling = DateParseHandling.None,
            MaxDepth = MaxDepth,
            Culture = CultureInfo.InvariantCulture,
        };
        try
        {
            var token = JToken.Load(reader, Settings);
            while (reader.Read())
            {
                // only comments are left; the reader throws on anything else
            }

            Stamp(token, source);
            return token;
        }
        catch (JsonReaderException e)
        {
            throw NotJson(e, source, e.LineNumber);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw NotJson(e, source, reader.LineNumber);
        }
    }

    /// <summary>What a token is, for "must be X, but is Y".</summary>
    public static string Describe(JToken token) => token.Type switch
    {
        JTokenType.Object => "an object",
        JTokenType.Array => "an array",
        JTokenType.Null => "null",
        JTokenType.String => $"the text {Shorten(token.ToString(Formatting.None))}",
        JTokenType.Integer or JTokenType.Float => $"the number {Shorten(token.ToString(Formatting.None))}",
        JTokenType.Boolean => token.ToString(Formatting.None),
        _ => "not a JSON value",
    };

    private static string Shorten(string text, int length = 60) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 3), "...");

    // The reader's own message ends in its path and line, which the error has already.
    private static ConfigException NotJson(Exception e, string source, int line)
    {
        var end = e.Message.LastIndexOf(" Path '", StringComparison.Ordinal);
        var reason = Shorten(end < 0 ? e.Message : e.Message[..end], 160);
        return new ConfigException(new ConfigOrigin(source, Math.Max(1, line)), string.Empty, $"this is not valid JSON: {reason}", e);
    }

    private static void Stamp(JToken token, string source)
    {
        foreach (var each in token is JContainer container ? container.DescendantsAndSelf() : [token])
        {
            each.AddAnnotation(new ConfigOrigin(source, Math.Max(1, ((IJsonLineInfo)each).LineNumber)));
        }
    }
}
