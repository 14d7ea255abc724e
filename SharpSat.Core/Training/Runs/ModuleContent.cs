using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Runs;

/// <summary>Every parameter and persistent buffer of a module, or those that a filter keeps.</summary>
/// <param name="module">The module, its weights materialized.</param>
/// <param name="fileName">File name within a checkpoint.</param>
/// <param name="filter">Which names to keep; null keeps all.</param>
/// <param name="metadata">Text stored in the file.</param>
public sealed class ModuleContent(
    nn.Module module,
    string fileName = "model.safetensors",
    Func<string, bool>? filter = null,
    IReadOnlyDictionary<string, string>? metadata = null) : ICheckpointContent
{
    /// <inheritdoc/>
    public string FileName { get; } = fileName;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? new Dictionary<string, string>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Tensors() =>
        module.state_dict().Where(t => filter is null || filter(t.Key)).ToDictionary(t => t.Key, t => t.Value);

    /// <inheritdoc/>
    public void Load(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        if (source.Entries.Keys.FirstOrDefault(name => !tensors.ContainsKey(name)) is { } unexpected)
        {
            throw new InputException($"{source.Description} holds '{unexpected}', which the model does not have.");
        }

        foreach (var (name, target) in tensors)
        {
            if (!source.Entries.TryGetValue(name, out var entry))
            {
                throw new InputException($"{source.Description} lacks '{name}', which the model has.");
            }

            if (!entry.Shape.SequenceEqual(target.shape))
            {
                throw new InputException(
                    $"{source.Description}: '{name}' has shape [{string.Join(", ", entry.Shape)}], "
                    + $"the model's has [{string.Join(", ", target.shape)}].");
            }

            target.copy_(source.Read(name));
        }
    }
}
