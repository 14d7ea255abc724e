using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>
/// Writes weights as Hugging Face's libraries do: one <c>NAME.safetensors</c>, or, over a size, <c>NAME-00001-of-00003.safetensors</c>
/// and so on with a <c>NAME.safetensors.index.json</c> that says what is where.
/// </summary>
public static class ShardedSafetensorsWriter
{
    /// <summary>Size over which a model is split, as in diffusers.</summary>
    public const long DefaultShardBytes = 10_000_000_000;

    // Without it the Python libraries refuse the file.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Writes every tensor of a source; one at a time is in memory.</summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="name">File name without ending: <c>diffusion_pytorch_model</c>.</param>
    /// <param name="source">The weights. It is not disposed.</param>
    /// <param name="shardBytes">Most bytes of a file; a larger tensor gets a file of its own.</param>
    /// <returns>The files written, the index last.</returns>
    /// <exception cref="IOException">The disk is full, the folder not writable, ...</exception>
    public static IReadOnlyList<string> Write(string folder, string name, IWeightSource source, long shardBytes = DefaultShardBytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardBytes, 1);
        var shards = Divide(source, shardBytes);
        if (shards.Count == 1)
        {
            var only = Path.Combine(folder, $"{name}.safetensors");
            SafetensorsWriter.Write(only, source, metadata: Metadata);
            return [only];
        }

        var files = new List<string>();
        var map = new JObject();
        for (var i = 0; i < shards.Count; i++)
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1:D5}-of-{shards.Count:D5}.safetensors");
            files.Add(Path.Combine(folder, file));
            SafetensorsWriter.Write(files[^1], source, shards[i], Metadata);
            shards[i].ForEach(tensor => map[tensor] = file);
        }

        var index = new JObject
        {
            ["metadata"] = new JObject { ["total_size"] = source.Entries.Values.Sum(Bytes) },
            ["weight_map"] = map,
        };
        files.Add(Path.Combine(folder, $"{name}.safetensors.index.json"));
        File.WriteAllText(files[^1], index.ToString(Formatting.Indented));
        return files;
    }

    private static List<List<string>> Divide(IWeightSource source, long shardBytes)
    {
        var shards = new List<List<string>> { new() };
        long filled = 0;
        foreach (var entry in source.Entries.Values)
        {
            if (shards[^1].Count > 0 && filled + Bytes(entry) > shardBytes)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(entry.Name);
            filled += Bytes(entry);
        }

        return shards;
    }

    private static long Bytes(WeightEntry entry) =>
        entry.Shape.Aggregate((long)SafetensorsDtype.Bytes(entry.Dtype), (product, extent) => product * extent);
}
