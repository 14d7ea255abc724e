using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>Fills a <see cref="T5Encoder"/> from Hugging Face files.</summary>
public static class T5Weights
{
    /// <summary>
    /// Puts every weight in place. A checkpoint of the whole T5 will do (its decoder and output head are left alone), and
    /// the embedding may stand under either of its names.
    /// </summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="sources">The file, or all its shards.</param>
    /// <param name="dtype">Type to keep the weights in.</param>
    /// <param name="device">Where to keep them.</param>
    /// <exception cref="InputException">A weight is missing, unknown or of another shape; the message names it.</exception>
    public static void Load(this T5Encoder encoder, IReadOnlyList<IWeightSource> sources, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(sources);
        using var guard = no_grad();
        var weights = encoder.NamedWeights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        var missing = weights.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var name in source.Entries.Keys.Where(IsOfEncoder))
            {
                var canonical = T5Encoder.CanonicalName(name);
                if (!weights.TryGetValue(canonical, out var weight))
                {
                    throw new InputException($"'{source.Description}' has '{name}', which this T5 encoder does not have.{NearMatches.Hint(name, [.. missing])}");
                }

                // The two names of the embedding hold the same numbers; the first is enough.
                if (missing.Remove(canonical))
                {
                    Put(weight, source, name, dtype, device);
                }
            }
        }

        if (missing.Count > 0)
        {
            throw new InputException(
                $"{string.Join(", ", sources.Select(s => $"'{s.Description}'"))}: {missing.Count} of {weights.Count} T5 weights are missing, first '{missing.Order(StringComparer.Ordinal).First()}'.");
        }
    }

    private static bool IsOfEncoder(string name) =>
        !name.StartsWith("decoder.", StringComparison.Ordinal) && !name.StartsWith("lm_head.", StringComparison.Ordinal);

    private static void Put(Weight weight, IWeightSource source, string name, ScalarType dtype, Device device)
    {
        var stored = source.Entries[name].Shape;
        if (!stored.SequenceEqual(weight.Shape))
        {
            throw new InputException(
                $"'{source.Description}': '{name}' is [{string.Join(", ", stored)}]; this T5 config needs [{string.Join(", ", weight.Shape)}].");
        }

        using var scope = NewDisposeScope();
        weight.Assign(source.Read(name).to(dtype, device).DetachFromDisposeScope());
    }
}
