using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>
/// The encoder's part of a T5 checkpoint from Hugging Face, under the names of <see cref="T5Encoder"/>: decoder and
/// output head left out, the encoder's alias of the embedding read as <c>shared.weight</c>.
/// </summary>
public sealed class T5Weights : IWeightSource
{
    private const string Shared = "shared.weight";
    private const string Alias = "encoder.embed_tokens.weight";

    private readonly IWeightSource _source;
    private readonly Dictionary<string, string> _fileNames;

    /// <summary>Looks at <paramref name="source"/>, which this owns from now on.</summary>
    public T5Weights(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _fileNames = source.Entries.Keys.Where(name => IsKept(name, source)).ToDictionary(n => n == Alias ? Shared : n, StringComparer.Ordinal);
        Entries = _fileNames.ToDictionary(n => n.Key, n => source.Entries[n.Value] with { Name = n.Key }, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Description => _source.Description;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <summary>Fills <paramref name="encoder"/> completely.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="source">A T5 checkpoint; it is not disposed.</param>
    /// <param name="dtype">Type to cast to; null keeps the stored one.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <exception cref="InputException">A weight is missing, left over or of another shape; the message names it.</exception>
    public static LoadReport Load(T5Encoder encoder, IWeightSource source, ScalarType? dtype = null, Device? device = null)
    {
        // Not disposed: that would close the caller's source.
        var report = WeightLoader.Load(encoder, new T5Weights(source), new WeightLoadOptions { Dtype = dtype, Device = device });
        return report.Unexpected.Count == 0 ? report : throw new InputException(
            $"'{source.Description}' has {report.Unexpected.Count} weights that a T5 encoder of this config.json does not have, first '{report.Unexpected[0]}'.");
    }

    /// <inheritdoc/>
    public Tensor Read(string name) =>
        _fileNames.TryGetValue(name, out var fileName) ? _source.Read(fileName) : throw new InputException(
            $"'{Description}' has no '{name}'.{NearMatches.Hint(name, _fileNames.Keys)}");

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static bool IsKept(string name, IWeightSource source) =>
        !name.StartsWith("decoder.", StringComparison.Ordinal)
        && !name.StartsWith("lm_head.", StringComparison.Ordinal)
        && (name != Alias || !source.Entries.ContainsKey(Shared));
}
