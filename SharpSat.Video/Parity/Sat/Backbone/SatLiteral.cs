using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>Inputs as cases write them: the name of a tensor, or numbers in nested lists.</summary>
internal static class SatLiteral
{
    /// <summary>The tensor, or null for null. Numbers become the given type; a recorded tensor keeps its own.</summary>
    /// <exception cref="ParityUnsupportedException">It is neither.</exception>
    public static Tensor? Read(ParityCase parity, JToken? node, ScalarType dtype) => node switch
    {
        null or { Type: JTokenType.Null } => null,
        JArray list => tensor([.. Flat(list).Select(value => (double)value)], ScalarType.Float64).to(dtype).reshape([.. Shape(list)]),
        _ => parity.Resolve(node),
    };

    private static IEnumerable<JToken> Flat(JArray list) => list.SelectMany(entry => entry switch
    {
        JArray inner => Flat(inner),
        { Type: JTokenType.Integer or JTokenType.Float or JTokenType.Boolean } => [entry],
        _ => throw new ParityUnsupportedException($"the input {entry.ToString(Formatting.None)}"),
    });

    private static IEnumerable<long> Shape(JArray list) => list.FirstOrDefault() is JArray inner ? Shape(inner).Prepend(list.Count) : [list.Count];
}
