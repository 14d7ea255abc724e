using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>Reads and writes adapters in every form; what a file is, is told from its names and metadata.</summary>
public static class LoraFiles
{
    private const string PeftConfigFile = "adapter_config.json";
    private const long MaxConfigBytes = 1 << 20;

    // PyTorch's and PEFT's names for the one file of a folder.
    private static readonly string[] FolderFiles = ["pytorch_lora_weights.safetensors", "adapter_model.safetensors", "adapter_model.bin", "pytorch_lora_weights.bin"];

    // SharpSat's metadata says what it is; the others are told from names that exclude each other.
    private static readonly IReadOnlyList<ILoraFormat> Formats = [new SharpSatLoraFormat(), new SatLoraFormat(), new KohyaLoraFormat(), new DiffusersLoraFormat()];

    /// <summary>Opens an adapter: a file, a SAT checkpoint directory, a PEFT or diffusers folder, or a run that trained one.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="alpha">How alphas are found; null is <see cref="LoraAlpha.FormatDefault"/>.</param>
    /// <exception cref="InputException">There is none, it is of no known form, damaged, or holds no alpha where one is asked for.</exception>
    public static LoraAdapter Open(string path, LoraAlpha? alpha = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = FolderFiles.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) ?? path;
        using var weights = ModelWeights.OpenAdapter(file);
        return Read(new LoraSource(weights, ConfigBeside(file)), alpha);
    }

    /// <summary>Reads an adapter from opened weights, which stay open.</summary>
    /// <exception cref="InputException">It is of no known form, damaged, or holds no alpha where one is asked for.</exception>
    public static LoraAdapter Read(IWeightSource source, LoraAlpha? alpha = null) => Read(new LoraSource(source), alpha);

    /// <summary>Writes an adapter.</summary>
    /// <param name="adapter">The adapter; it is not changed.</param>
    /// <param name="path">
    /// A .safetensors file; for SAT also a .pt file. Any other path is a folder, which gets the form's usual file (SAT: a
    /// checkpoint directory).
    /// </param>
    /// <param name="format">The form.</param>
    /// <returns>What users must know, because the form cannot say it.</returns>
    /// <exception cref="InputException">The form has no name for a pair.</exception>
    public static IReadOnlyList<string> Write(LoraAdapter adapter, string path, LoraFormat format)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var scope = NewDisposeScope();
        var content = Formats.Single(f => f.Format == format).Write(adapter);
        var ending = Path.GetExtension(path);
        if (ending == ".safetensors" || format != LoraFormat.Sat)
        {
            var file = ending == ".safetensors" ? path : Path.Combine(path, format == LoraFormat.SharpSat ? ModelWeights.AdapterFile : FolderFiles[0]);
            SafetensorsWriter.Write(file, content.Tensors, content.Metadata);
            return content.Notes;
        }

        using var memory = new MemoryWeights(content.Tensors, adapter.Description);
        if (ending == ".pt")
        {
            TorchFileWriter.Write(path, memory);
        }
        else
        {
            SatDirectoryWriter.Write(path, memory);
        }

        return content.Notes;
    }

    /// <summary>The tensors and metadata that <see cref="Write"/> would put into a file; the caller disposes them.</summary>
    internal static IWeightSource Tensors(LoraAdapter adapter, LoraFormat format)
    {
        using var scope = NewDisposeScope();
        var content = Formats.Single(f => f.Format == format).Write(adapter);
        return new MemoryWeights(content.Tensors, adapter.Description, content.Metadata);
    }

    private static LoraAdapter Read(LoraSource source, LoraAlpha? alpha)
    {
        var format = Formats.FirstOrDefault(f => f.Recognises(source)) ?? throw new InputException(
            $"{source.Description} is no LoRA of a known form: it holds {Some(source)}. Expected names like those of {string.Join("; ", Formats.Select(f => f.Example))}.");
        return format.Read(source, alpha ?? LoraAlpha.FormatDefault);
    }

    private static string Some(LoraSource source) => source.Weights.Entries.Count == 0 ? "no tensors"
        : string.Join(", ", source.Weights.Entries.Keys.Order(StringComparer.Ordinal).Take(3).Select(key => $"'{key}'"));

    private static JObject? ConfigBeside(string file)
    {
        var path = Path.Combine(Directory.Exists(file) ? file : Path.GetDirectoryName(Path.GetFullPath(file))!, PeftConfigFile);
        if (!Path.GetFileName(file).StartsWith("adapter_model", StringComparison.Ordinal) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return new FileInfo(path).Length <= MaxConfigBytes ? JObject.Parse(File.ReadAllText(path))
                : throw new InputException($"'{path}' has {new FileInfo(path).Length} bytes; a configuration of at most {MaxConfigBytes} was expected.");
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}' is not a JSON object: {e.Message}", e);
        }
    }
}
