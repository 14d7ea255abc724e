using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The text part of a reference configuration: a <c>FrozenT5Embedder</c>, alone or as a conditioner's only embedder.</summary>
/// <param name="Folder">The T5 folder, as written.</param>
/// <param name="Length">Tokens per caption.</param>
/// <param name="Dropout">Probability that training drops a caption.</param>
internal sealed record SatEmbedder(string Folder, int Length, double Dropout)
{
    /// <summary>Reads an embedder on its own: every setting of it is used or refused by name.</summary>
    public static SatEmbedder Read(JToken node) => Whole(node, reading => Read(node, reading));

    /// <summary>Reads a conditioner on its own: every setting of it is used or refused by name.</summary>
    public static SatEmbedder ReadConditioner(JToken node) => Whole(node, reading => ReadConditioner(node, reading));

    /// <summary>Reads a <c>GeneralConditioner</c> of a larger document.</summary>
    /// <exception cref="Core.Errors.InputException">It does not consist of one frozen T5 that reads the captions.</exception>
    public static SatEmbedder ReadConditioner(JToken node, SatReading reading)
    {
        SatNode.Expect(node, "GeneralConditioner");
        var p = SatParams.Of(node, reading);
        var embedders = p.Required("emb_models");
        return embedders is JArray { Count: 1 } && embedders[0] is JObject only
            ? Read(only, reading)
            : throw new SatUnsupportedException(embedders, embedders.Path, "must be a list of one FrozenT5Embedder.");
    }

    private static SatEmbedder Read(JToken node, SatReading reading)
    {
        SatNode.Expect(node, "FrozenT5Embedder");
        var outer = SatParams.Mapping(node, reading, node.Path);
        outer.Only("input_key", "txt").Only("is_trainable", false);
        var p = SatParams.Of(node, reading);
        p.Only("freeze", true).Irrelevant("device", "cache_dir");
        return new SatEmbedder(p.Text("model_dir") ?? "google/t5-v1_1-xxl", p.OptionalInt("max_length") ?? 77, outer.OptionalDouble("ucg_rate") ?? 0);
    }

    private static SatEmbedder Whole(JToken node, Func<SatReading, SatEmbedder> read)
    {
        var reading = new SatReading();
        var embedder = read(reading);
        reading.RequireAllRead(node);
        return embedder;
    }
}
