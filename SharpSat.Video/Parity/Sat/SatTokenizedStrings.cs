using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Recorded texts with their pieces and ids, in a JSON file of their own.</summary>
internal static class SatTokenizedStrings
{
    /// <summary>The rows of a file that a run names: all, or those of <c>rows</c>.</summary>
    public static IReadOnlyList<JToken> Rows(ParityCase parity, JToken inputs)
    {
        ParityOptions.RequireKnown(inputs, "inputs", "file", "field", "rows");
        using var reader = new JsonTextReader(File.OpenText(parity.PathOf((string)inputs["file"]!))) { DateParseHandling = DateParseHandling.None };
        var all = JArray.Load(reader);
        if (ParityLeaves.IsNone(inputs["rows"]))
        {
            return [.. all];
        }

        using var scope = NewDisposeScope();
        var chosen = inputs["rows"] is JArray listed ? listed.Values<long>().ToArray() : parity.Resolve(inputs["rows"]!).to(ScalarType.Int64).data<long>().ToArray();
        return [.. chosen.Select(row => all[(int)row])];
    }

    /// <summary>Compares the named fields of every row: <c>pieces</c>, <c>ids</c> (with the end token), <c>num</c> (their number).</summary>
    public static void Compare(ParityCase parity, T5Tokenizer tokenizer, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["params"], "params", "compare_fields", "documented_difference_if_text_contains");
        var fields = (run["params"]!["compare_fields"] ?? new JArray()).Values<string>().ToList();
        var special = (run["params"]!["documented_difference_if_text_contains"] ?? new JArray()).Values<string>().ToList();
        var field = (string)run["inputs"]!["field"]!;
        foreach (var row in Rows(parity, run["inputs"]!))
        {
            var text = (string)row[field]!;
            if (special.Find(part => text.Contains(part!, StringComparison.Ordinal)) is { } part && !Matches(tokenizer, text, row, fields))
            {
                recorder.Difference($"a literal {part} in a caption is read as plain text, not as a special token");
                continue;
            }

            foreach (var name in fields)
            {
                recorder.Value(name!, $"{row.Path}.{name}", row[name!], Field(tokenizer, text, name!));
            }
        }
    }

    private static bool Matches(T5Tokenizer tokenizer, string text, JToken row, List<string?> fields) =>
        fields.All(name => JToken.DeepEquals(row[name!], Field(tokenizer, text, name!)));

    private static JToken Field(T5Tokenizer tokenizer, string text, string name) => name switch
    {
        "pieces" => new JArray(tokenizer.Tokenize(text).Select(token => token.Piece)),
        "ids" => new JArray(tokenizer.Encode(text)),
        "num" => tokenizer.Encode(text).Count,
        _ => throw new ParityUnsupportedException($"the field '{name}' of tokenized strings"),
    };
}
