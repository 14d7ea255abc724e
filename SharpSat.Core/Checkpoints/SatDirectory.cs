using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>
/// A checkpoint directory of SwissArmyTransformer: <c>latest</c> names an iteration or <c>release</c>, the folder of that
/// name holds <c>mp_rank_00_model_states.pt</c>, and <c>model_config.json</c> describes the model (reference file
/// sat/training/model_io.py).
/// </summary>
public sealed class SatDirectory
{
    /// <summary>File that names the checkpoint to load.</summary>
    public const string LatestFile = "latest";

    /// <summary>File with the weights of the only model-parallel rank.</summary>
    public const string WeightsFile = "mp_rank_00_model_states.pt";

    /// <summary>File with the sizes of the model.</summary>
    public const string ConfigFile = "model_config.json";

    internal const string Release = "release";
    internal const string SecondRankFile = "mp_rank_01_model_states.pt";

    private const long MaxTextBytes = 1 << 20;

    private SatDirectory(string path, string tag)
    {
        Path = path;
        Tag = tag;
        ModelFile = System.IO.Path.Combine(path, tag, WeightsFile);
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Name of the checkpoint's folder: an iteration, <c>release</c>, or what the caller named.</summary>
    public string Tag { get; }

    /// <summary>Training steps done; 0 for <c>release</c> and for folders not named after an iteration.</summary>
    public long Iteration => Number(Tag) ?? 0;

    /// <summary>The file with the weights.</summary>
    public string ModelFile { get; }

    /// <summary>Whether a folder has the file that names a checkpoint.</summary>
    public static bool Recognises(string path) => File.Exists(System.IO.Path.Combine(path, LatestFile));

    /// <summary>Finds the checkpoint that <c>latest</c> names, or another one.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="tag">Folder to take in place of the one that <c>latest</c> names, such as <c>500</c> or <c>500-ema</c>.</param>
    /// <exception cref="InputException">
    /// There is no <c>latest</c>, it names neither an iteration from 1 on nor <c>release</c>, or the weights are not there
    /// or are split over model-parallel ranks.
    /// </exception>
    public static SatDirectory Open(string path, string? tag = null)
    {
        var directory = new SatDirectory(path, tag ?? ReadLatest(path));
        var folder = System.IO.Path.Combine(path, directory.Tag);
        if (System.IO.Path.GetFileName(directory.Tag) != directory.Tag || directory.Tag is "." or ".." or "")
        {
            throw new InputException($"'{directory.Tag}' is no folder of the checkpoint directory '{path}'.");
        }

        if (!File.Exists(directory.ModelFile))
        {
            throw new SatLoadException(
                SatLoadFault.NoWeights, $"'{path}' should have the checkpoint '{directory.Tag}', but '{directory.ModelFile}' does not exist.{Others(path)}");
        }

        return File.Exists(System.IO.Path.Combine(folder, SecondRankFile))
            ? throw new InputException($"'{folder}' is split over several model-parallel ranks ({SecondRankFile}). Merge it with SAT first; one rank is read here.")
            : directory;
    }

    /// <summary>Opens the weights (the dictionary 'module' of the file).</summary>
    /// <param name="prefix">Only names that begin so, without it, as SAT's <c>prefix</c> argument does; it includes its final dot.</param>
    /// <returns>A source that owns its file.</returns>
    /// <exception cref="InputException">The file is damaged, would run code, or has no dictionary 'module'.</exception>
    public IWeightSource OpenWeights(string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var source = TorchFile.OpenWeights(ModelFile);
        return prefix.Length == 0 ? source : new PrefixedWeights(source, prefix);
    }

    /// <summary>What <c>model_config.json</c> says, or null if there is none.</summary>
    /// <exception cref="InputException">It is not a JSON object.</exception>
    public JObject? ReadConfig()
    {
        var file = System.IO.Path.Combine(Path, ConfigFile);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JObject.Parse(ReadText(file));
        }
        catch (JsonException e)
        {
            throw new InputException($"'{file}' is not a JSON object: {e.Message}", e);
        }
    }

    private static string ReadLatest(string path)
    {
        var file = System.IO.Path.Combine(path, LatestFile);
        if (!File.Exists(file))
        {
            throw new SatLoadException(
                SatLoadFault.NoLatest,
                $"'{path}' is no SAT checkpoint directory: the file '{LatestFile}', which names the iteration to load, is missing.{Others(path)}");
        }

        var tag = ReadText(file).Trim();
        return tag == Release ? tag
            : Number(tag) is { } iteration && iteration > 0 ? iteration.ToString(CultureInfo.InvariantCulture)
            : throw new SatLoadException(
                SatLoadFault.BadLatest, $"'{file}' must hold an iteration from 1 on or '{Release}', not '{tag[..Math.Min(tag.Length, 40)]}'.{Others(path)}");
    }

    private static string ReadText(string file)
    {
        using var stream = WeightFileStream.Open(file);
        if (stream.Length > MaxTextBytes)
        {
            throw new InputException($"'{file}' has {stream.Length} bytes; a text of at most {MaxTextBytes} was expected.");
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Others(string path)
    {
        if (!Directory.Exists(path))
        {
            return " The directory does not exist.";
        }

        var tags = Directory.EnumerateDirectories(path)
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, WeightsFile)))
            .Select(folder => System.IO.Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal).Take(10).ToList();
        return tags.Count > 0 ? $" Checkpoints there: {string.Join(", ", tags)}." : string.Empty;
    }

    private static long? Number(string tag) =>
        long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
