using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>Adds adapters that were read from files to models.</summary>
public static class LoraAttachment
{
    private const int ListedPlaces = 8;

    /// <summary>Adds an adapter to a model.</summary>
    /// <param name="model">The model, its weights loaded.</param>
    /// <param name="name">Name of the new mixin.</param>
    /// <param name="adapter">The adapter; it is copied and stays the caller's.</param>
    /// <param name="scale">Multiplies the adapter's effect.</param>
    /// <param name="force">Take what fits, and take it although it was made for another base.</param>
    /// <returns>The mixin, and the names in the file that the model has no place for.</returns>
    /// <exception cref="InputException">
    /// No projection matches, a shape does not fit, or <paramref name="force"/> is false and some do not match or it was
    /// made for another base.
    /// </exception>
    public static LoraLoad Attach(BaseModel model, string name, LoraAdapter adapter, double scale = 1, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapter);
        var bySite = adapter.Pairs.ToLookup(pair => pair.Site, StringComparer.Ordinal);
        var sites = model.Projections.Where(site => bySite.Contains(site.Path)).ToList();
        if (sites.Count == 0)
        {
            throw new InputException(
                $"{adapter.Description} matches no projection of this model: none of its {bySite.Count + adapter.UnknownKeys.Count} ({string.Join(", ", bySite.Select(s => s.Key).Concat(adapter.UnknownKeys).Take(3))}, ...) exists in it. It was made for another network.");
        }

        var lost = bySite.Where(s => sites.All(site => site.Path != s.Key)).ToList();
        CheckPlaces(adapter, [.. lost.Select(s => s.Key).Concat(adapter.UnknownKeys)], force);
        if (!force)
        {
            CheckBase(adapter, () => BaseFingerprint.Of(sites));
        }

        var lora = new LoraMixin(sites.Select(site => Fill(adapter, site, [.. bySite[site.Path]]))) { Scale = scale };
        model.Add(name, lora);
        return new LoraLoad(
            lora, [.. lost.SelectMany(s => s).SelectMany(pair => new[] { pair.KeyA, pair.KeyB }).Concat(adapter.UnknownKeys).Order(StringComparer.Ordinal)]);
    }

    /// <exception cref="InputException">Some of an adapter's projections are missing.</exception>
    /// <remarks>Called before the fingerprint, which covers only what matched and would differ for a reason that it cannot name.</remarks>
    internal static void CheckPlaces(LoraAdapter adapter, IReadOnlyList<string> missing, bool force)
    {
        if (missing.Count > 0 && !force)
        {
            var listed = missing.Order(StringComparer.Ordinal).Take(ListedPlaces);
            var more = missing.Count > ListedPlaces ? $" and {missing.Count - ListedPlaces} more" : string.Empty;
            throw new InputException(
                $"{adapter.Description} fits this model only in part: the model has no {string.Join(", ", listed)}{more}. Load the network it was made for, or pass --force-lora to leave those out.");
        }
    }

    /// <exception cref="InputException">The adapter says which weights it was trained on, and they are others.</exception>
    internal static void CheckBase(LoraAdapter adapter, Func<string> fingerprint)
    {
        if (adapter.Base is { } made && fingerprint() is var actual && made != actual)
        {
            throw new InputException(
                $"{adapter.Description} was trained on another base (its fingerprint is {Short(made)}, this model's {Short(actual)}). Load the base it was made for, or pass --force-lora.");
        }
    }

    private static LoraFactors Fill(LoraAdapter adapter, LinearSite site, List<LoraPair> pairs)
    {
        var factors = Declare(adapter, site, pairs);
        for (var i = 0; i < pairs.Count; i++)
        {
            Assign(adapter, factors.A[i], pairs[i].KeyA, pairs[i].A, site);
            Assign(adapter, factors.B[i], pairs[i].KeyB, pairs[i].B, site);
        }

        return factors;
    }

    private static LoraFactors Declare(LoraAdapter adapter, LinearSite site, List<LoraPair> pairs)
    {
        try
        {
            return new LoraFactors(site, [.. pairs.Select(pair => new LoraSlot(pair.Rows, pair.Rank, pair.Alpha))]);
        }
        catch (InputException e)
        {
            throw new InputException($"{adapter.Description}: {e.Message}", e);
        }
    }

    // A convolution's kernel stands in the order of a patch's values, so that its factor is the projection's, flattened.
    private static void Assign(LoraAdapter adapter, Weight weight, string key, Tensor stored, LinearSite site)
    {
        using var scope = NewDisposeScope();
        if (stored.shape[0] != weight.Shape[0] || stored.numel() != weight.Shape[0] * weight.Shape[1])
        {
            throw new InputException($"{adapter.Description}: '{key}' has shape [{string.Join(", ", stored.shape)}]; the model needs [{string.Join(", ", weight.Shape)}].");
        }

        // Factors in half precision are widened to a float32 base, as PEFT does; finer ones than the base keep their digits.
        Tensor target = site.Linear.Weight.Value;
        var dtype = target.dtype == ScalarType.Float32 ? ScalarType.Float32 : stored.dtype;
        weight.Assign(stored.to(dtype, target.device).reshape([.. weight.Shape]).clone().DetachFromDisposeScope());
    }

    private static string Short(string fingerprint) => fingerprint.Length == 0 ? "empty" : fingerprint[..Math.Min(12, fingerprint.Length)];
}
