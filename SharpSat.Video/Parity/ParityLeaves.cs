using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity;

/// <summary>
/// Leaves of a recorded case: a text is the name of a tensor, numbers and lists of numbers are literals,
/// <c>{"text": [...]}</c> is a list of texts, null is nothing.
/// </summary>
internal static class ParityLeaves
{
    /// <summary>The tensor of a leaf, or null; literals become float32 [1] or [n].</summary>
    /// <exception cref="ParityUnsupportedException">The leaf is none of these.</exception>
    public static Tensor? Leaf(this ParityCase parity, JToken? leaf) => leaf switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.Integer or JTokenType.Float } => tensor(new[] { (float)leaf }),
        JArray numbers when numbers.All(n => n.Type is JTokenType.Integer or JTokenType.Float) => tensor(numbers.Values<float>().ToArray()),
        { Type: JTokenType.String or JTokenType.Object } => parity.Resolve(leaf),
        _ => throw new ParityUnsupportedException($"the leaf {leaf.ToString(Formatting.None)} ({leaf.Path})"),
    };

    /// <summary>The tensor of a leaf that must be there.</summary>
    public static Tensor RequiredLeaf(this ParityCase parity, JToken? node, string name) =>
        parity.Leaf((node as JObject)?[name]) ?? throw new ParityUnsupportedException($"'{node?.Path}' without '{name}'");

    /// <summary>The texts of a leaf.</summary>
    public static IReadOnlyList<string> Texts(JToken? leaf) => leaf?["text"] is JArray texts
        ? [.. texts.Values<string>().Select(t => t ?? string.Empty)]
        : throw new ParityUnsupportedException($"the leaf {leaf?.ToString(Formatting.None)} where texts are expected");

    /// <summary>Whether a member is absent or null.</summary>
    public static bool IsNone(JToken? leaf) => leaf is null or { Type: JTokenType.Null };
}
