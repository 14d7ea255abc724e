using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity;

/// <summary>Refuses what a replay would otherwise ignore in silence.</summary>
internal static class ParityOptions
{
    /// <summary>Every member of a node that is not null must be one of the known ones.</summary>
    /// <exception cref="ParityUnsupportedException">A member is not known.</exception>
    public static void RequireKnown(JToken? node, string what, params IReadOnlyCollection<string> known)
    {
        var unknown = (node as JObject)?.Properties().FirstOrDefault(p => p.Value.Type != JTokenType.Null && !known.Contains(p.Name));
        if (unknown is not null)
        {
            throw new ParityUnsupportedException($"'{unknown.Name}' in {what}");
        }
    }

    /// <summary>The error for an op that a kind does not have.</summary>
    public static ParityUnsupportedException UnknownOp(JObject run) => new($"the op '{(string?)run["op"]}'");
}
