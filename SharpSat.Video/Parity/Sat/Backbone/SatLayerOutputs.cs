using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>What each layer left for the caller, by the names that SAT uses.</summary>
internal static class SatLayerOutputs
{
    /// <summary>The names in each layer's bag.</summary>
    public static JArray Keys(ForwardContext context) => new(context.LayerOutputs.Select(bag => new JArray(bag.Keys.Select(Name))));

    /// <summary>Compares recorded dictionaries of tensors, one for each layer.</summary>
    public static void Compare(JArray recorded, ForwardContext context, ParityRecorder recorder)
    {
        foreach (var (expected, bag) in recorded.Zip(context.LayerOutputs))
        {
            foreach (var (name, tensor) in (JObject)expected)
            {
                recorder.Tensor(name, tensor, Read(bag, name));
            }
        }
    }

    private static string Name(object key) => key is ContextKey<Tensor> named ? named.Name : key.ToString()!;

    private static Tensor Read(ContextBag bag, string name) => bag.Keys.OfType<ContextKey<Tensor>>().FirstOrDefault(key => key.Name == name) is { } found
        ? bag.Get(found)
        : throw new InvalidOperationException($"A layer left no '{name}'.");
}
