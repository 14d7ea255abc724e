using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Diffusers;

/// <summary>Names and shapes of a module on the meta device as a weight source without data.</summary>
internal sealed class ShapesOnly(nn.Module module) : IWeightSource
{
    public string Description => "shapes";

    public IReadOnlyDictionary<string, WeightEntry> Entries { get; } =
        module.NamedWeights().ToDictionary(w => w.Name, w => new WeightEntry(w.Name, ScalarType.Float32, w.Weight.Shape));

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public Tensor Read(string name) => throw new InvalidOperationException($"'{name}' has no data.");

    public void Dispose()
    {
    }
}
