using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>Opens weights by looking at what is there, not at what it is called.</summary>
public static class WeightFiles
{
    private const string Expected =
        "a .safetensors file, a *.safetensors.index.json, or a folder with model.safetensors, diffusion_pytorch_model.safetensors, "
        + "the index of a sharded model, or one single .safetensors file";

    // A format joins by a line here: a function that opens the path if it recognises it, and otherwise returns null.
    private static readonly IReadOnlyList<Func<string, IWeightSource?>> Formats = [OpenIndex, OpenFolder, OpenFile];

    private static readonly string[] Preferred =
    [
        "model.safetensors.index.json",
        "model.safetensors",
        "diffusion_pytorch_model.safetensors.index.json",
        "diffusion_pytorch_model.safetensors",
        "adapter.safetensors",
    ];

    /// <summary>Opens a weight file or a folder that holds one.</summary>
    /// <param name="path">File or folder.</param>
    /// <exception cref="InputException">Nothing usable is there; the message lists what is expected where.</exception>
    public static IWeightSource Open(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw WeightFileStream.Missing(path);
        }

        return Formats.Select(open => open(path)).FirstOrDefault(source => source is not null)
            ?? throw new InputException($"'{path}' holds no weights. Expected: {Expected}.");
    }

    private static SafetensorsFolder? OpenIndex(string path) =>
        File.Exists(path) && path.EndsWith(".index.json", StringComparison.Ordinal) ? SafetensorsFolder.Open(path) : null;

    private static SafetensorsFile? OpenFile(string path) => File.Exists(path) ? SafetensorsFile.Open(path) : null;

    private static IWeightSource? OpenFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        var names = Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToList();
        var chosen = Preferred.FirstOrDefault(names.Contains)
            ?? Only(path, names, ".safetensors.index.json")
            ?? Only(path, names, ".safetensors");
        return chosen is null ? null : Open(Path.Combine(path, chosen));
    }

    private static string? Only(string folder, List<string> names, string ending)
    {
        var found = names.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).ToList();
        return found.Count <= 1 ? found.FirstOrDefault() : throw new InputException(
            $"'{folder}' has {found.Count} files that could be meant: {string.Join(", ", found.Take(10))}. Name one of them.");
    }
}
