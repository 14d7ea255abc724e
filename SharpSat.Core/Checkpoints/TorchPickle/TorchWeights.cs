using System.Globalization;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>The tensors of one dictionary of a PyTorch file.</summary>
internal sealed class TorchWeights : IWeightSource
{
    private readonly TorchFile _file;
    private readonly bool _ownsFile;
    private readonly Dictionary<string, TorchTensor> _tensors;

    public TorchWeights(TorchFile file, TorchDictionary dictionary, IReadOnlyList<string> path, bool ownsFile)
    {
        _file = file;
        _ownsFile = ownsFile;
        Description = path.Count == 0 ? file.Description : $"{file.Description} ({string.Join(" > ", path)})";
        _tensors = dictionary.Named.Where(pair => pair.Value is TorchTensor)
            .ToDictionary(pair => pair.Key, pair => (TorchTensor)pair.Value, StringComparer.Ordinal);
        Entries = _tensors.ToDictionary(
            pair => pair.Key, pair => new WeightEntry(pair.Key, pair.Value.Dtype, pair.Value.Shape), StringComparer.Ordinal);
        Metadata = file.Root is TorchDictionary top ? Scalars(top) : new Dictionary<string, string>();
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    public static bool HasTensors(TorchDictionary dictionary) => dictionary.Pairs.Any(pair => pair.Value is TorchTensor);

    /// <inheritdoc/>
    /// <exception cref="Errors.InputException">No such tensor, or a bool tensor with bytes other than 0 and 1.</exception>
    public Tensor Read(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor.Read() : throw UnknownWeight.In(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsFile)
        {
            _file.Dispose();
        }
    }

    private static Dictionary<string, string> Scalars(TorchDictionary top) => top.Named
        .Where(pair => pair.Value is TorchScalar { Value: not (null or ReadOnlyMemory<byte>) })
        .ToDictionary(pair => pair.Key, pair => Convert.ToString(((TorchScalar)pair.Value).Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal);
}
