using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Runs;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>The checkpoints of a LoRA run: only the adapter, as <see cref="LoraFile"/> writes it.</summary>
/// <param name="lora">The adapter in training.</param>
public sealed class LoraContent(LoraMixin lora) : ICheckpointContent
{
    /// <inheritdoc/>
    public string FileName => "adapter.safetensors";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = LoraFile.Metadata(lora);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Tensors() => LoraFile.Tensors(lora);

    /// <inheritdoc/>
    public void Load(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Require(source, "rank", "Set lora.rank as it was.");
        Require(source, "alpha", "Set lora.alpha as it was.");
        Require(source, "base", "Name the network it was trained on as model.weights.");
        using var guard = no_grad();
        foreach (var (name, target) in Tensors())
        {
            if (!source.Entries.TryGetValue(name, out var entry) || !entry.Shape.SequenceEqual(target.shape))
            {
                throw new InputException($"{source.Description} does not hold '{name}' [{string.Join(", ", target.shape)}]; it was written with other LoRA settings.");
            }

            using var stored = source.Read(name);
            target.copy_(stored);
        }
    }

    // The factors would fit all the same, and mean something else.
    private void Require(IWeightSource source, string key, string remedy)
    {
        var stored = source.Metadata.GetValueOrDefault(key, "none");
        if (stored != Metadata[key])
        {
            throw new InputException(
                $"{source.Description} cannot be resumed here: its {key} is {Short(stored)}, this run's is {Short(Metadata[key])}. {remedy}");
        }
    }

    private static string Short(string value) => value.Length > 12 ? value[..12] : value;
}
