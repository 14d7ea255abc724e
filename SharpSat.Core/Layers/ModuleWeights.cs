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
                weight.Assign(FreshWeight.Draw(weight, noise.Generator, dtype ?? ScalarType.Float32, device).DetachFromDisposeScope());
            }
            else
            {
                // Whole numbers mean nothing in another type.
                var wanted = dtype is { } given && value.is_floating_point() && !weight.KeepsType ? given : value.dtype;
                if (value.dtype != wanted || value.device_type != device.type)
                {
                    weight.Assign(value.to(wanted, device).DetachFromDisposeScope());
                }
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
            weight.Value.requires_grad = !frozen && weight.Trainable && weight.Value.is_floating_point();
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
