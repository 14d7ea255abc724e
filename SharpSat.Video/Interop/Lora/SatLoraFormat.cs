using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Engine;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>
/// SAT's form (finetune/lora2.py): factors under the projections' own names, three pairs for a fused q/k/v; a checkpoint
/// holds the base beside them. It stores no alpha: <c>lora_alpha</c> stands in the training config and is 1 by default.
/// </summary>
internal sealed class SatLoraFormat : ILoraFormat
{
    private const double DefaultAlpha = 1;

    /// <inheritdoc/>
    public LoraFormat Format => LoraFormat.Sat;

    /// <inheritdoc/>
    public string Example => "SAT (...attention.query_key_value.matrix_A.0)";

    /// <inheritdoc/>
    public bool Recognises(LoraSource source) => source.Weights.Entries.Keys.Any(key => SatLoraNames.FactorOf(key) is not null);

    /// <inheritdoc/>
    public LoraAdapter Read(LoraSource source, LoraAlpha alpha)
    {
        var halves = new LoraHalves(source.Weights);
        var factors = new Dictionary<string, SatLoraNames.Factor>(StringComparer.Ordinal);
        foreach (var key in source.Weights.Entries.Keys)
        {
            var name = key.StartsWith(VideoDiffusionEngine.TransformerPrefix, StringComparison.Ordinal) ? key[VideoDiffusionEngine.TransformerPrefix.Length..] : key;
            if (SatLoraNames.FactorOf(name) is { } factor)
            {
                var pair = string.Create(CultureInfo.InvariantCulture, $"{factor.Site}.{factor.Part}");
                factors[pair] = factor;
                halves.Add(pair, key, factor.IsA);
            }
        }

        var parts = factors.Values.GroupBy(f => f.Site).ToDictionary(g => g.Key, g => FusedParts(g.Key) ?? g.Max(f => f.Part) + 1);
        var pairs = halves.Pairs().Select(pair => (
            pair.Open(factors[pair.Name].Site, Rows(source, factors[pair.Name], parts[factors[pair.Name].Site])), (double?)null)).ToList();
        var (done, origin) = alpha.Apply(pairs, source.Description, (_ => DefaultAlpha, "1, SAT's default lora_alpha: the file holds none"));
        return new LoraAdapter(LoraFormat.Sat, source.Description, done)
        {
            AlphaOrigin = origin,
            OtherTensors = source.Weights.Entries.Count - (2 * done.Count),
        };
    }

    /// <inheritdoc/>
    public LoraFileContent Write(LoraAdapter adapter)
    {
        var tensors = new List<(string Name, Tensor Tensor)>();
        foreach (var pair in adapter.Pairs)
        {
            var part = pair.Rows.Chunks.Count == 1 && pair.Rows.Of == (FusedParts(pair.Site) ?? pair.Rows.Of) ? pair.Rows.Chunks[0] : throw new InputException(
                $"'{pair.KeyB}' changes the rows {pair.Rows} of {pair.Site}, for which SAT's LoRA has no name; it takes whole projections and q, k, v.");
            tensors.Add((Name(pair.Site, isA: true, part), pair.A));
            tensors.Add((Name(pair.Site, isA: false, part), pair.B));
        }

        return new LoraFileContent(tensors, new Dictionary<string, string>(), [.. Notes(adapter)]);
    }

    // SAT builds every pair alike, from two numbers in the training config.
    private static IEnumerable<string> Notes(LoraAdapter adapter)
    {
        var alphas = adapter.Pairs.Select(pair => pair.Alpha).Distinct().ToList();
        yield return adapter.Ranks.Count == 1 && alphas.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"A SAT file holds no alpha: set lora_config.params r: {adapter.Ranks[0]}, lora_alpha: {alphas[0]} where it is used.")
            : string.Create(CultureInfo.InvariantCulture, $"SAT's LoraMixin has one rank and one alpha; this adapter has ranks {string.Join(", ", adapter.Ranks)} and alphas {string.Join(", ", alphas)}, so SAT itself cannot load it.");
        if (adapter.Pairs.GroupBy(pair => pair.Site).Any(site => site.Count() < (FusedParts(site.Key) ?? 1)))
        {
            yield return "SAT's LoraMixin has factors for all of q, k and v; this adapter lacks some, which SAT itself leaves as it initialised them.";
        }
    }

    private static int? FusedParts(string site) =>
        site.EndsWith(".query_key_value", StringComparison.Ordinal) ? 3 : site.EndsWith(".key_value", StringComparison.Ordinal) ? 2 : null;

    private static LoraRows Rows(LoraSource source, SatLoraNames.Factor factor, int parts) => factor.Part < parts ? LoraRows.Take(parts, factor.Part)
        : throw new InputException($"{source.Description}: '{factor}' is part {factor.Part} of a projection with {parts} parts.");

    private static string Name(string site, bool isA, int part) => VideoDiffusionEngine.TransformerPrefix + new SatLoraNames.Factor(site, isA, part);
}
