using System.Text.RegularExpressions;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Diffusers;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>
/// PEFT's form under diffusers' module names: <c>transformer.{module}.lora_A.weight</c> [r, in] and <c>.lora_B.weight</c>
/// [out, r]. Alphas stand in the metadata (diffusers 0.35 and later), in adapter_config.json (PEFT), in <c>.alpha</c>
/// tensors, or nowhere.
/// </summary>
internal sealed partial class DiffusersLoraFormat : ILoraFormat
{
    private static readonly string[] Prefixes = ["base_model.model.", "transformer.", "diffusion_model."];

    /// <inheritdoc/>
    public LoraFormat Format => LoraFormat.Diffusers;

    /// <inheritdoc/>
    public string Example => "PEFT and diffusers (transformer.transformer_blocks.0.attn1.to_q.lora_A.weight)";

    /// <inheritdoc/>
    public bool Recognises(LoraSource source) => source.Weights.Entries.Keys.Any(key => FactorName().IsMatch(key));

    /// <inheritdoc/>
    public LoraAdapter Read(LoraSource source, LoraAlpha alpha)
    {
        var settings = PeftSettings.Of(source);
        var factors = new ModuleFactors(source, DiffusersLoraNames.Find);
        foreach (var key in source.Weights.Entries.Keys)
        {
            if (FactorName().Match(key) is { Success: true } match)
            {
                factors.AddFactor(Module(match.Groups["module"].Value), key, match.Groups["kind"].Value is "lora_A" or "lora.down" or "lora_down");
            }
            else if (key.EndsWith(".alpha", StringComparison.Ordinal))
            {
                factors.AddAlpha(Module(key[..^".alpha".Length]), key);
            }
            else
            {
                factors.AddOther(key);
            }
        }

        var (pairs, origin) = alpha.Apply(
            factors.Pairs((module, rank) => settings?.AlphaOf(module, rank)), source.Description, (pair => pair.Rank, "equal to each rank: the file holds none"));
        return new LoraAdapter(LoraFormat.Diffusers, source.Description, pairs) { AlphaOrigin = origin, UnknownKeys = factors.Unknown };
    }

    /// <inheritdoc/>
    public LoraFileContent Write(LoraAdapter adapter)
    {
        var named = adapter.Pairs.Select(pair => (Module: ModuleOf(pair), Pair: pair)).ToList();
        var tensors = named.SelectMany(n => new (string, Tensor)[]
        {
            ($"{PeftSettings.Component}{n.Module}.lora_A.weight", n.Pair.A),
            ($"{PeftSettings.Component}{n.Module}.lora_B.weight", n.Pair.B),
        });
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [PeftSettings.MetadataKey] = PeftSettings.Write([.. named.Select(n => (n.Module, n.Pair.Rank, n.Pair.Alpha))]),
        };
        return new LoraFileContent([.. tensors], metadata, adapter.Scalings is [1] ? [] : [OlderReaders(adapter)]);
    }

    /// <summary>The module of a pair.</summary>
    /// <exception cref="InputException">diffusers has no module for its rows.</exception>
    public static string ModuleOf(LoraPair pair) => DiffusersLoraNames.ModuleOf(pair.Site, pair.Rows) ?? throw new InputException(
        $"'{pair.KeyB}' changes the rows {pair.Rows} of {pair.Site}, which are no module of diffusers' transformer.");

    private static string OlderReaders(LoraAdapter adapter)
    {
        var remedy = adapter.Scalings is [var scaling] ? FormattableString.Invariant($"give it {scaling} as the adapter's scale.") : "it cannot use this adapter, whose scales differ.";
        return $"diffusers before 0.35 does not read the alpha from the metadata and takes alpha / rank 1: {remedy}";
    }

    private static string Module(string name)
    {
        while (Array.Find(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            name = name[prefix.Length..];
        }

        return name;
    }

    [GeneratedRegex(@"^(?<module>.+)\.(?<kind>lora_A|lora_B|lora\.down|lora\.up|lora_down|lora_up)(\.[^.]+)?\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorName();
}
