using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>Weights spread over several safetensors files, with an index (<c>*.safetensors.index.json</c>) that says what is where.</summary>
public sealed class SafetensorsFolder : IWeightSource
{
    private readonly IReadOnlyDictionary<string, SafetensorsFile> _shards;
    private readonly ShardIndex _index;

    private SafetensorsFolder(string indexPath, ShardIndex index, IReadOnlyDictionary<string, SafetensorsFile> shards)
    {
        Description = indexPath;
        _index = index;
        _shards = shards;
        Entries = index.ShardOf.ToDictionary(pair => pair.Key, pair => shards[pair.Value].Entries[pair.Key], StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <summary>Number of files.</summary>
    public int ShardCount => _shards.Count;

    /// <summary>The index's own metadata (usually <c>total_size</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata => _index.Metadata;

    /// <summary>Opens the index and every shard; no tensor data is read.</summary>
    /// <param name="indexPath">The index file.</param>
    /// <exception cref="InputException">A shard is missing or broken, or index and shards disagree.</exception>
    public static SafetensorsFolder Open(string indexPath)
    {
        var index = ShardIndex.Read(indexPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        var files = index.ShardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var missing = files.Where(file => !File.Exists(Path.Combine(folder, file))).ToList();
        if (missing.Count > 0)
        {
            throw new InputException(
                $"'{indexPath}' names {files.Count} shards, of which {missing.Count} are not in its folder: {string.Join(", ", missing.Take(10))}.");
        }

        var shards = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            foreach (var file in files)
            {
                shards.Add(file, SafetensorsFile.Open(Path.Combine(folder, file)));
            }

            CheckPlaces(indexPath, index, shards);
            return new SafetensorsFolder(indexPath, index, shards);
        }
        catch
        {
            Close(shards.Values);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">No such tensor.</exception>
    public Tensor Read(string name) =>
        _index.ShardOf.TryGetValue(name, out var shard) ? _shards[shard].Read(name) : throw UnknownWeight.In(this, name);

    /// <summary>Closes every shard; tensors read from them live on.</summary>
    public void Dispose() => Close(_shards.Values);

    private static void Close(IEnumerable<SafetensorsFile> shards)
    {
        foreach (var shard in shards)
        {
            shard.Dispose();
        }
    }

    private static void CheckPlaces(string indexPath, ShardIndex index, Dictionary<string, SafetensorsFile> shards)
    {
        foreach (var (file, shard) in shards)
        {
            foreach (var name in shard.Entries.Keys)
            {
                if (!index.ShardOf.TryGetValue(name, out var stated))
                {
                    throw new InputException($"'{indexPath}' does not list '{name}', which is in shard '{file}'.");
                }

                if (stated != file)
                {
                    throw new InputException($"'{indexPath}' says that '{name}' is in shard '{stated}', but it is in '{file}'.");
                }
            }
        }

        foreach (var (name, file) in index.ShardOf)
        {
            if (!shards[file].Entries.ContainsKey(name))
            {
                throw new InputException($"'{indexPath}' says that '{name}' is in shard '{file}', but no shard has it.");
            }
        }
    }
}
