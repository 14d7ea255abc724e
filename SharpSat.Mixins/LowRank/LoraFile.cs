using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// The form of an adapter on disk: safetensors with <c>{projection}.lora_A.{part}</c> [r, in] and
/// <c>{projection}.lora_B.{part}</c> [part, r], and rank, alpha, targets and the base's fingerprint as metadata.
/// </summary>
public static partial class LoraFile
{
    /// <summary>Value of the metadata key "format".</summary>
    public const string Format = "sharpsat-lora";

    private const int ListedPlaces = 8;

    /// <summary>The adapter's factors under their names in the file; the tensors stay the adapter's.</summary>
    public static IReadOnlyDictionary<string, Tensor> Tensors(LoraMixin lora)
    {
        ArgumentNullException.ThrowIfNull(lora);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var factors in lora.Factors)
        {
            for (var part = 0; part < factors.A.Count; part++)
            {
                tensors[$"{factors.Site.Path}.lora_A.{part}"] = factors.A[part].Value;
                tensors[$"{factors.Site.Path}.lora_B.{part}"] = factors.B[part].Value;
            }
        }

        return tensors;
    }

    /// <summary>What is stored beside the factors.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(LoraMixin lora)
    {
        ArgumentNullException.ThrowIfNull(lora);
        return new Dictionary<string, string>
        {
            ["format"] = Format,
            ["rank"] = lora.Params.Rank.ToString(CultureInfo.InvariantCulture),
            ["alpha"] = (lora.Params.Alpha ?? lora.Params.Rank).ToString("R", CultureInfo.InvariantCulture),
            ["targets"] = JsonConvert.SerializeObject(lora.Params.Targets),
            ["base"] = BaseFingerprint.Of(lora.Factors.Select(f => f.Site)),
        };
    }

    /// <summary>Adds the adapter of a file to a model.</summary>
    /// <param name="model">The model, its weights loaded.</param>
    /// <param name="name">Name of the new mixin.</param>
    /// <param name="source">The opened file.</param>
    /// <param name="scale">Multiplies the adapter's effect.</param>
    /// <param name="force">Load it although it was made for another base.</param>
    /// <returns>The mixin, and the names in the file that the model has no place for.</returns>
    /// <exception cref="InputException">
    /// It is no adapter, its metadata is damaged, no projection matches, or <paramref name="force"/> is false and some do
    /// not match or it was made for another base.
    /// </exception>
    public static LoraLoad Attach(BaseModel model, string name, IWeightSource source, double scale = 1, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        var p = ReadParams(source);
        var paths = source.Entries.Keys.Select(key => FactorName().Match(key)).Where(m => m.Success).Select(m => m.Groups["site"].Value).ToHashSet();
        var sites = model.Projections.Where(site => paths.Contains(site.Path)).ToList();
        if (sites.Count == 0)
        {
            throw new InputException(
                $"{source.Description} matches no projection of this model: none of its {paths.Count} ({string.Join(", ", paths.Order().Take(3))}, ...) exists in it. It was made for another network.");
        }

        CheckPlaces(source, [.. paths.Except(sites.Select(site => site.Path)).Order(StringComparer.Ordinal)], force);
        CheckBase(source, BaseFingerprint.Of(sites), force);
        var lora = new LoraMixin(p, sites) { Scale = scale };
        var expected = Tensors(lora);
        foreach (var factors in lora.Factors)
        {
            for (var part = 0; part < factors.A.Count; part++)
            {
                Assign(source, factors.A[part], $"{factors.Site.Path}.lora_A.{part}", factors.Site.Linear.Weight.Value.device);
                Assign(source, factors.B[part], $"{factors.Site.Path}.lora_B.{part}", factors.Site.Linear.Weight.Value.device);
            }
        }

        model.Add(name, lora);
        return new LoraLoad(lora, [.. source.Entries.Keys.Where(key => !expected.ContainsKey(key)).Order(StringComparer.Ordinal)]);
    }

    private static void Assign(IWeightSource source, Core.Layers.Weight weight, string key, Device device)
    {
        if (!source.Entries.TryGetValue(key, out var entry) || !entry.Shape.SequenceEqual(weight.Shape))
        {
            var found = entry is null ? "is missing" : $"has shape [{string.Join(", ", entry.Shape)}]";
            throw new InputException($"{source.Description}: '{key}' {found}; the model needs [{string.Join(", ", weight.Shape)}].");
        }

        using var stored = source.Read(key);
        weight.Assign(stored.to(device).clone());
    }

    private static LoraParams ReadParams(IWeightSource source)
    {
        if (source.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new InputException(
                $"{source.Description} is not a SharpSat LoRA: its metadata says format '{source.Metadata.GetValueOrDefault("format", "none")}', not '{Format}'.");
        }

        try
        {
            var p = new LoraParams
            {
                Rank = int.Parse(source.Metadata["rank"], CultureInfo.InvariantCulture),
                Alpha = double.Parse(source.Metadata["alpha"], CultureInfo.InvariantCulture),
                Targets = JsonConvert.DeserializeObject<List<string>>(source.Metadata["targets"])!,
            };
            p.Validate();
            return p;
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or JsonException or InputException)
        {
            throw new InputException($"{source.Description}: its LoRA metadata cannot be read ({e.Message}).", e);
        }
    }

    // Before the fingerprint, which covers only what matched and would differ for a reason that it cannot name.
    private static void CheckPlaces(IWeightSource source, List<string> missing, bool force)
    {
        if (missing.Count > 0 && !force)
        {
            var more = missing.Count > ListedPlaces ? $" and {missing.Count - ListedPlaces} more" : string.Empty;
            throw new InputException(
                $"{source.Description} fits this model only in part: the model has no {string.Join(", ", missing.Take(ListedPlaces))}{more}. Load the network it was made for, or pass --force-lora to leave those out.");
        }
    }

    private static void CheckBase(IWeightSource source, string actual, bool force)
    {
        var made = source.Metadata.GetValueOrDefault("base");
        if (made is not null && made != actual && !force)
        {
            throw new InputException(
                $"{source.Description} was trained on another base (its fingerprint is {Short(made)}, this model's {Short(actual)}). Load the base it was made for, or pass --force-lora.");
        }
    }

    private static string Short(string fingerprint) => fingerprint.Length == 0 ? "empty" : fingerprint[..Math.Min(12, fingerprint.Length)];

    [GeneratedRegex(@"^(?<site>.+)\.lora_[AB]\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorName();
}
