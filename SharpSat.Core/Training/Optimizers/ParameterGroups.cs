using SharpSat.Core.Errors;
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
    /// <param name="rules">Parameters that learn in another way; the first rule that fits a name counts.</param>
    /// <exception cref="InputException">A rule fits no trainable parameter.</exception>
    public static IReadOnlyList<ParameterGroup> Build(
        nn.Module module, double weightDecay = 0.01, double learningRateMultiplier = 1, IReadOnlyList<ParameterRule>? rules = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        var others = new ParameterRule { Parameters = string.Empty };
        var split = Trainable(module).ToLookup(entry => (Rule: rules?.FirstOrDefault(rule => rule.Fits(entry.Parameter.Name)) ?? others, entry.Decays), entry => entry.Parameter);
        foreach (var rule in rules ?? [])
        {
            RequireUse(rule, split.SelectMany(group => group).Select(parameter => parameter.Name).ToList());
        }

        return [.. (rules ?? []).Append(others).SelectMany(rule => new[] { Group(rule, decays: true), Group(rule, decays: false) }).Where(group => group.Parameters.Count > 0)];

        ParameterGroup Group(ParameterRule rule, bool decays) => new(
            (rule.Parameters + (decays ? " decay" : " no_decay")).TrimStart(),
            [.. split[(rule, decays)]],
            decays ? rule.WeightDecay ?? weightDecay : 0,
            learningRateMultiplier * rule.LrScale);
    }

    private static void RequireUse(ParameterRule rule, IReadOnlyCollection<string> names)
    {
        if (!names.Any(rule.Fits))
        {
            throw new InputException($"trainer.groups: '{rule.Parameters}' fits no trainable parameter.{NearMatches.Hint(rule.Parameters, names)}");
        }
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
