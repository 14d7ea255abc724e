using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>What a stored tensor is, without its data.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Dtype">Stored type.</param>
/// <param name="Shape">Stored shape.</param>
public sealed record WeightEntry(string Name, ScalarType Dtype, IReadOnlyList<long> Shape);

/// <summary>Named tensors in a file, a folder of shards or memory.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Description { get; }

    /// <summary>Every tensor by name.</summary>
    IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <summary>Free key/value text stored beside the tensors (empty if the format has none).</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// The tensor on the CPU in its stored type; it may share memory with the file (copy on write) and stays valid
    /// after the source is disposed. The caller owns it.
    /// </summary>
    Tensor Read(string name);
}
