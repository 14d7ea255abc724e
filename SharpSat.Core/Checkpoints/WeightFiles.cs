using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>Opens weights by looking at what is there, not at what it is called.</summary>
public static class WeightFiles
{
    private const string Expected =
        "a .safetensors file, a PyTorch file (.pt, .pth, .bin, .ckpt), a *.safetensors.index.json, or a folder with model.safetensors, "
        + "diffusion_pytorch_model.safetensors, the index of a sharded model, a SAT checkpoint (latest, mp_rank_00_model_states.pt), "
        + "or one single .safetensors or PyTorch file";

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

    private static readonly string[] PreferredTorch = [SatDirectory.WeightsFile, "diffusion_pytorch_model.bin"];

    /// <summary>Opens a weight file (safetensors or PyTorch) or a folder that holds one (a SAT checkpoint directory among them).</summary>
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

    private static IWeightSource? OpenFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Span<byte> head = stackalloc byte[TorchFile.HeadBytes];
        using (var stream = WeightFileStream.Open(path))
        {
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        return TorchFile.Recognises(head) ? TorchFile.OpenWeights(path) : SafetensorsFile.Open(path);
    }

    private static IWeightSource? OpenFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        var names = Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToList();
        var chosen = Preferred.FirstOrDefault(names.Contains);
        if (chosen is null && SatDirectory.Recognises(path))
        {
            return SatDirectory.Open(path).OpenWeights();
        }

        if (chosen is null && names.Contains("model_index.json"))
        {
            throw new InputException($"'{path}' is a whole diffusers pipeline. Name the folder of one of its models: transformer, vae or text_encoder.");
        }

        chosen ??= PreferredTorch.FirstOrDefault(names.Contains)
            ?? Only(path, names, ".safetensors.index.json")
            ?? Only(path, names, ".safetensors")
            ?? Only(path, names, ".pt", ".pth", ".bin", ".ckpt");
        return chosen is null ? null : Open(Path.Combine(path, chosen));
    }

    private static string? Only(string folder, List<string> names, params string[] endings)
    {
        var found = names.Where(name => endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))).ToList();
        return found.Count <= 1 ? found.FirstOrDefault() : throw new InputException(
            $"'{folder}' has {found.Count} files that could be meant: {string.Join(", ", found.Take(10))}. Name one of them.");
    }
}
