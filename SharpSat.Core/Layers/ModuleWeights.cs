using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>Walks and fills the weights of a module tree.</summary>
public static class ModuleWeights
{
    /// <summary>Every weight below <paramref name="module"/> with its full checkpoint name, a shared one once.</summary>
    public static IEnumerable<(string Name, Weight Weight)> NamedWeights(this nn.Module module)
    {
        return Walk(module, string.Empty, new HashSet<nn.Module>(ReferenceEqualityComparer.Instance));
    }

    /// <summary>
    /// Gives every weight still on the meta device its initial value. Weights already filled (from a file) only move
    /// to <paramref name="device"/> and <paramref name="dtype"/>; null leaves their types alone and draws float32.
    /// </summary>
    public static void Materialize(this nn.Module module, NoiseSource noise, ScalarType? dtype, Device device)
    {
        using var guard = no_grad();
        foreach (var (_, weight) in module.NamedWeights())
        {
            using var scope = NewDisposeScope();
            var value = weight.Value;
            if (value.device_type == DeviceType.META)
            {
                weight.Assign(weight.Init.Create([.. weight.Shape], noise.Generator).to(dtype ?? ScalarType.Float32, device).contiguous().DetachFromDisposeScope());
            }
            else if (value.dtype != (dtype ?? value.dtype) || value.device_type != device.type)
            {
                weight.Assign(value.to(dtype ?? value.dtype, device).DetachFromDisposeScope());
            }
        }
    }

    /// <summary>Gives the memory of every weight free; the module is as before it was filled.</summary>
    public static void Unload(this nn.Module module)
    {
        foreach (var (_, weight) in module.NamedWeights())
        {
            weight.Assign(empty([.. weight.Shape], weight.Value.dtype, new Device(DeviceType.META)).DetachFromDisposeScope());
        }
    }

    /// <summary>Sets whether weights train; returns the module.</summary>
    public static T Freeze<T>(this T module, bool frozen = true)
        where T : nn.Module
    {
        foreach (var (_, weight) in module.NamedWeights())
        {
            weight.Value.requires_grad = !frozen && weight.Trainable;
        }

        return module;
    }

    private static IEnumerable<(string Name, Weight Weight)> Walk(nn.Module module, string prefix, HashSet<nn.Module> seen)
    {
        if (!seen.Add(module))
        {
            yield break;
        }

        if (module is NetworkModule network)
        {
            foreach (var weight in network.OwnWeights)
            {
                yield return (prefix + weight.Name, weight);
            }
        }

        foreach (var (name, child) in module.named_children())
        {
            foreach (var entry in Walk(child, $"{prefix}{name}.", seen))
            {
                yield return entry;
            }
        }
    }
}
