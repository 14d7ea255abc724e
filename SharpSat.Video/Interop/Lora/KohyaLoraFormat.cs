using System.Text.RegularExpressions;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Diffusers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>
/// kohya's form: <c>lora_transformer_{module}.lora_down.weight</c> [r, in], <c>.lora_up.weight</c> [out, r] and
/// <c>.alpha</c>, the module's dots written as underscores. Underscores are also part of names, so that a name is found by
/// comparing it with those of all modules.
/// </summary>
internal sealed partial class KohyaLoraFormat : ILoraFormat
{
    private const string Prefix = "lora_transformer_";

    /// <inheritdoc/>
    public LoraFormat Format => LoraFormat.Kohya;

    /// <inheritdoc/>
    public string Example => "kohya (lora_transformer_transformer_blocks_0_attn1_to_q.lora_down.weight)";

    /// <inheritdoc/>
    public bool Recognises(LoraSource source) => source.Weights.Entries.Keys.Any(key => FactorName().IsMatch(key));

    /// <inheritdoc/>
    public LoraAdapter Read(LoraSource source, LoraAlpha alpha)
    {
        var factors = new ModuleFactors(source, DiffusersLoraNames.FindJoined);
        foreach (var key in source.Weights.Entries.Keys)
        {
            if (FactorName().Match(key) is { Success: true } match)
            {
                factors.AddFactor(match.Groups["module"].Value, key, match.Groups["kind"].ValueSpan is "down");
            }
            else if (AlphaName().Match(key) is { Success: true } stored)
            {
                factors.AddAlpha(stored.Groups["module"].Value, key);
            }
            else
            {
                factors.AddOther(key);
            }
        }

        // kohya's own loader takes an alpha of 0 as none.
        var read = factors.Pairs((_, _) => null).Select(p => (p.Pair, p.Alpha is 0 ? null : p.Alpha)).ToList();
        var (pairs, origin) = alpha.Apply(read, source.Description, (pair => pair.Rank, "equal to each rank: the file holds none"));
        return new LoraAdapter(LoraFormat.Kohya, source.Description, pairs) { AlphaOrigin = origin, UnknownKeys = factors.Unknown };
    }

    /// <inheritdoc/>
    public LoraFileContent Write(LoraAdapter adapter)
    {
        var tensors = new List<(string Name, Tensor Tensor)>();
        foreach (var pair in adapter.Pairs)
        {
            var name = Prefix + DiffusersLoraFormat.ModuleOf(pair).Replace('.', '_');
            tensors.Add(($"{name}.lora_down.weight", pair.A));
            tensors.Add(($"{name}.lora_up.weight", pair.B));
            tensors.Add(($"{name}.alpha", Number(pair.Alpha)));
        }

        return new LoraFileContent(tensors, new Dictionary<string, string>(), []);
    }

    // Float32 as kohya writes it, where that is the number.
    private static Tensor Number(double value) => (double)(float)value == value ? tensor((float)value) : tensor(value);

    [GeneratedRegex(@"^lora_(transformer|unet)_+(?<module>.+)\.lora_(?<kind>down|up)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorName();

    [GeneratedRegex(@"^lora_(transformer|unet)_+(?<module>.+)\.alpha$", RegexOptions.CultureInvariant)]
    private static partial Regex AlphaName();
}
