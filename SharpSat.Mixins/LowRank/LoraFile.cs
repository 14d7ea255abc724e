using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// SharpSat's own form of an adapter: safetensors with <c>{projection}.lora_A.{part}</c> [r, in] and
/// <c>{projection}.lora_B.{part}</c> [rows, r], and rank, alpha, targets and the base's fingerprint as metadata. Where
/// they differ from pair to pair, <c>alphas</c> holds them by <c>{projection}.{part}</c>; <c>rows</c> does so for pairs
/// that are not simply the parts 0 to n - 1 of their projection.
/// </summary>
public static partial class LoraFile
{
    /// <summary>Value of the metadata key "format".</summary>
    public const string Format = "sharpsat-lora";

    private const string Mixed = "mixed";

    /// <summary>The adapter's factors under their names in the file; the tensors stay the adapter's.</summary>
    public static IReadOnlyDictionary<string, Tensor> Tensors(LoraMixin lora)
    {
        ArgumentNullException.ThrowIfNull(lora);
        return Tensors(Named(lora), named => (named.Factors.A[named.Pair].Value, named.Factors.B[named.Pair].Value));
    }

    /// <summary>The factors of an adapter under their names in the file; the tensors stay the adapter's.</summary>
    public static IReadOnlyDictionary<string, Tensor> Tensors(LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return Tensors(Named(adapter), pair => (pair.A, pair.B));
    }

    /// <summary>What is stored beside the factors.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(LoraMixin lora)
    {
        ArgumentNullException.ThrowIfNull(lora);
        return Metadata(
            [.. Named(lora).Select(n => new LoraFileEntry(n.Place, n.Item.Factors.Slots[n.Item.Pair]))],
            lora.Params?.Targets ?? [.. lora.Factors.Select(f => f.Site.Path)],
            BaseFingerprint.Of(lora.Factors.Select(f => f.Site)));
    }

    /// <summary>What is stored beside the factors.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return Metadata(
            [.. Named(adapter).Select(n => new LoraFileEntry(n.Place, new LoraSlot(n.Item.Rows, n.Item.Rank, n.Item.Alpha)))],
            adapter.Targets.Count > 0 ? adapter.Targets : adapter.Kinds,
            adapter.Base);
    }

    /// <summary>Whether a file is of this form.</summary>
    public static bool Recognises(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Metadata.GetValueOrDefault("format") == Format;
    }

    /// <summary>Reads a file of this form.</summary>
    /// <param name="source">The opened file; it stays open.</param>
    /// <param name="alpha">How alphas are found; null is what the file says.</param>
    /// <exception cref="InputException">It is no adapter of this form, or it is damaged.</exception>
    public static LoraAdapter Read(IWeightSource source, LoraAlpha? alpha = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var metadata = LoraFileMetadata.Read(source);
        var halves = new LoraHalves(source);
        foreach (var key in source.Entries.Keys)
        {
            if (FactorName().Match(key) is { Success: true } match)
            {
                halves.Add($"{match.Groups["site"].Value}.{match.Groups["part"].Value}", key, match.Groups["kind"].ValueSpan is "A");
            }
        }

        var pairs = halves.Pairs().GroupBy(pair => LoraFilePlace.Parse(pair.Name).Site).SelectMany(site =>
        {
            var places = site.Select(pair => LoraFilePlace.Parse(pair.Name)).ToList();
            return site.Select((pair, i) => (
                pair.Open(places[i].Site, metadata.RowsOf(pair.Name) ?? LoraFilePlace.DefaultRows(source.Description, places, i)),
                (double?)metadata.AlphaOf(pair.Name)));
        }).ToList();
        metadata.CheckRanks(pairs.Select(p => p.Item1));
        var (done, origin) = (alpha ?? LoraAlpha.FormatDefault).Apply(pairs, source.Description, (pair => pair.Rank, string.Empty));
        return new LoraAdapter(LoraFormat.SharpSat, source.Description, done)
        {
            AlphaOrigin = origin,
            Base = source.Metadata.GetValueOrDefault("base"),
            Targets = metadata.Targets,
            UnknownKeys = [.. source.Entries.Keys.Where(key => !FactorName().IsMatch(key)).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Adds the adapter of a file of this form to a model; see <see cref="LoraAttachment.Attach"/>.</summary>
    /// <exception cref="InputException">It is no adapter of this form, or does not fit the model.</exception>
    public static LoraLoad Attach(BaseModel model, string name, IWeightSource source, double scale = 1, bool force = false)
    {
        using var adapter = Read(source);
        return LoraAttachment.Attach(model, name, adapter, scale, force);
    }

    private static Dictionary<string, string> Metadata(IReadOnlyList<LoraFileEntry> entries, IReadOnlyList<string> targets, string? fingerprint)
    {
        var ranks = entries.Select(e => e.Slot.Rank).Distinct().ToList();
        var alphas = entries.Select(e => e.Slot.Alpha).Distinct().ToList();
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["rank"] = ranks.Count == 1 ? ranks[0].ToString(CultureInfo.InvariantCulture) : Mixed,
            ["alpha"] = alphas.Count == 1 ? alphas[0].ToString("R", CultureInfo.InvariantCulture) : Mixed,
            ["targets"] = JsonConvert.SerializeObject(targets),
        };
        if (alphas.Count > 1)
        {
            metadata["alphas"] = JsonConvert.SerializeObject(entries.ToDictionary(e => e.Place.ToString(), e => e.Slot.Alpha));
        }

        var special = LoraFilePlace.Special(entries);
        if (special.Count > 0)
        {
            metadata["rows"] = JsonConvert.SerializeObject(special.ToDictionary(e => e.Place.ToString(), e => e.Slot.Rows.ToString()));
        }

        if (fingerprint is not null)
        {
            metadata["base"] = fingerprint;
        }

        return metadata;
    }

    private static Dictionary<string, Tensor> Tensors<T>(IEnumerable<(LoraFilePlace Place, T Item)> named, Func<T, (Tensor A, Tensor B)> factors)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (place, item) in named)
        {
            (tensors[$"{place.Site}.lora_A.{place.Part}"], tensors[$"{place.Site}.lora_B.{place.Part}"]) = factors(item);
        }

        return tensors;
    }

    private static IEnumerable<(LoraFilePlace Place, (LoraFactors Factors, int Pair) Item)> Named(LoraMixin lora) => lora.Factors.SelectMany(
        factors => LoraFilePlace.Of(factors.Site.Path, [.. factors.Slots.Select(slot => slot.Rows)]).Select((place, i) => (place, (factors, i))));

    private static IEnumerable<(LoraFilePlace Place, LoraPair Item)> Named(LoraAdapter adapter) => adapter.Pairs.GroupBy(pair => pair.Site).SelectMany(
        site => LoraFilePlace.Of(site.Key, [.. site.Select(pair => pair.Rows)]).Zip(site));

    [GeneratedRegex(@"^(?<site>.+)\.lora_(?<kind>[AB])\.(?<part>\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorName();
}
