using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>Writes a module's weights under their checkpoint names.</summary>
public static class WeightSaver
{
    /// <summary>Every filled weight with its name (parameters, not copies).</summary>
    /// <param name="module">The module.</param>
    /// <param name="filter">Which names to take; null takes all.</param>
    /// <exception cref="InvalidOperationException">A weight is still on the meta device.</exception>
    public static IEnumerable<(string Name, Tensor Tensor)> Tensors(nn.Module module, Func<string, bool>? filter = null)
    {
        foreach (var (name, weight) in module.NamedWeights())
        {
            if (filter is not null && !filter(name))
            {
                continue;
            }

            if (weight.Value.device_type == DeviceType.META)
            {
                throw new InvalidOperationException($"{name} has no value yet: load or materialize the module before saving it.");
            }

            yield return (name, weight.Value);
        }
    }

    /// <summary>Writes a safetensors file, whole or not at all; see <see cref="SafetensorsWriter"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Free text stored in it.</param>
    /// <param name="filter">Which names to write; null writes all.</param>
    public static void Save(
        nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null, Func<string, bool>? filter = null) =>
        SafetensorsWriter.Write(path, Tensors(module, filter), metadata);
}
