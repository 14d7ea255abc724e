using SharpSat.Core.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>Divides a model's trainable parameters by how they are updated.</summary>
public static class ParameterGroups
{
    /// <summary>
    /// Two groups, as the reference's trainer makes them: "no_decay" with every parameter a norm module itself declares
    /// (a module whose class name contains "Norm") and every parameter named <c>bias</c>, "decay" with the rest.
    /// Frozen parameters are left out, and so is a group without parameters.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="weightDecay">Weight decay of the "decay" group.</param>
    /// <param name="learningRateMultiplier">Scales the schedule's learning rate, for example for one part of a model.</param>
    public static IReadOnlyList<ParameterGroup> Build(nn.Module module, double weightDecay = 0.01, double learningRateMultiplier = 1)
    {
        ArgumentNullException.ThrowIfNull(module);
        var split = Trainable(module).ToLookup(entry => entry.Decays, entry => entry.Parameter);
        return
        [
            .. new[]
            {
                new ParameterGroup("decay", [.. split[true]], weightDecay, learningRateMultiplier),
                new ParameterGroup("no_decay", [.. split[false]], 0, learningRateMultiplier),
            }.Where(group => group.Parameters.Count > 0),
        ];
    }

    private static IEnumerable<(NamedParameter Parameter, bool Decays)> Trainable(nn.Module module)
    {
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        return Walk(module, string.Empty).Where(entry => entry.Parameter.Value.requires_grad && seen.Add(entry.Parameter.Value));
    }

    private static IEnumerable<(NamedParameter Parameter, bool Decays)> Walk(nn.Module module, string prefix)
    {
        var isNorm = module.GetType().Name.Contains("Norm", StringComparison.Ordinal);
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
        {
            yield return (new NamedParameter(prefix + name, parameter), !isNorm && name != "bias");
        }

        foreach (var (name, child) in module.named_children())
        {
            foreach (var entry in Walk(child, $"{prefix}{name}."))
            {
                yield return entry;
            }
        }
    }
}
