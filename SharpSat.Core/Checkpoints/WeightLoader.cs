using System.IO.Enumeration;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Layers.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints;

/// <summary>
/// Fills a module's weights from a source. Nothing is initialised first, a weight that needs no cast shares memory with
/// the file, and nothing is changed unless every name and shape fits.
/// </summary>
public static class WeightLoader
{
    /// <summary>Loads every weight that the source has; whether a weight trains is left as it was.</summary>
    /// <param name="module">The module, on the meta device or filled.</param>
    /// <param name="source">Names as <see cref="ModuleWeights.NamedWeights"/> gives them. It is not disposed.</param>
    /// <param name="options">Null: <see cref="WeightLoadOptions.Default"/>.</param>
    /// <exception cref="InputException">A shape differs, or (if strict) weights are missing.</exception>
    public static LoadReport Load(nn.Module module, IWeightSource source, WeightLoadOptions? options = null)
    {
        options ??= WeightLoadOptions.Default;
        QuantizedLinears.Declare(module, source);
        var weights = module.NamedWeights().Where(pair => !Ignored(pair.Name, options)).ToList();
        var known = weights.Select(pair => pair.Name).ToHashSet(StringComparer.Ordinal);
        var present = weights.Where(pair => source.Entries.ContainsKey(pair.Name)).ToList();
        var missing = weights.Where(pair => !source.Entries.ContainsKey(pair.Name)).Select(pair => pair.Name).ToList();
        var unexpected = source.Entries.Keys
            .Where(name => !known.Contains(name) && !Ignored(name, options)).Order(StringComparer.Ordinal).ToList();
        if (options.Strict && missing.Count > 0)
        {
            throw MissingWeights(source, weights.Count, missing, unexpected);
        }

        var reshaped = CheckShapes(source, present, options.AllowReshape);
        var cast = new List<WeightCast>();
        foreach (var (name, weight) in present)
        {
            var stored = source.Entries[name].Dtype;
            var dtype = options.Dtype is { } wanted && is_floating_point(stored) && !weight.KeepsType ? wanted : stored;
            if (dtype != stored)
            {
                cast.Add(new WeightCast(name, stored, dtype));
            }

            weight.Assign(Prepare(source, name, weight, dtype, options.Device ?? CPU));
        }

        return new LoadReport(source.Description, [.. present.Select(pair => pair.Name)], missing, unexpected, reshaped, cast)
        {
            LeftOut = [.. source.Entries.Keys.Where(name => Ignored(name, options)).Order(StringComparer.Ordinal)],
        };
    }

    private static Tensor Prepare(IWeightSource source, string name, Weight weight, ScalarType dtype, Device device)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var tensor = source.Read(name).to(dtype, device).reshape([.. weight.Shape]).contiguous();
        return tensor.DetachFromDisposeScope();
    }

    private static bool Ignored(string name, WeightLoadOptions options) =>
        options.Ignore.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static List<string> CheckShapes(IWeightSource source, List<(string Name, Weight Weight)> present, bool allowReshape)
    {
        var reshaped = new List<string>();
        var wrong = new List<string>();
        foreach (var (name, weight) in present)
        {
            var stored = source.Entries[name].Shape;
            if (stored.SequenceEqual(weight.Shape))
            {
                continue;
            }

            if (allowReshape && Count(stored) == Count(weight.Shape))
            {
                reshaped.Add(name);
            }
            else
            {
                wrong.Add($"{name} is [{string.Join(", ", stored)}] in the file and [{string.Join(", ", weight.Shape)}] in the model");
            }
        }

        return wrong.Count == 0 ? reshaped : throw new InputException(
            $"'{source.Description}' does not fit the model: {wrong.Count} of {present.Count} shapes differ. {LoadReport.Names(wrong)}.");
    }

    private static long Count(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, extent) => product * extent);

    private static InputException MissingWeights(IWeightSource source, int total, List<string> missing, List<string> unexpected)
    {
        var shown = missing.Take(10).Select(name =>
            NearMatches.Of(name, unexpected) is [var near, ..] ? $"{name} (it has '{near}')" : name);
        var more = missing.Count > 10 ? $" and {missing.Count - 10} more" : string.Empty;
        var extra = unexpected.Count == 0 ? string.Empty
            : $" The file has {unexpected.Count} tensors that the model does not use: {LoadReport.Names(unexpected)}.";
        return new InputException(
            $"'{source.Description}' lacks {missing.Count} of the model's {total} weights: {string.Join(", ", shown)}{more}.{extra}");
    }
}
