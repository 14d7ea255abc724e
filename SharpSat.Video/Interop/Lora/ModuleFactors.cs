using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>Gathers the factors of a file whose names are those of diffusers' modules.</summary>
/// <param name="source">The opened file.</param>
/// <param name="find">From a module's name, as the file writes it, to the projection.</param>
internal sealed class ModuleFactors(LoraSource source, Func<string, (string Site, LoraRows Rows)?> find)
{
    private static readonly IReadOnlyDictionary<string, string> OtherMethods = new Dictionary<string, string>
    {
        ["lora_magnitude_vector"] = "DoRA",
        ["dora_scale"] = "DoRA",
        ["lora_mid"] = "LoCon with a middle factor",
        ["hada_w"] = "LoHa",
        ["lokr_w"] = "LoKr",
        ["lora_embedding_"] = "LoRA on embeddings",
        ["lora_B.bias"] = "LoRA biases",
    };

    private readonly LoraHalves _halves = new(source.Weights);
    private readonly Dictionary<string, string> _alphaKeys = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];

    /// <summary>Names that belong to no module of the transformer.</summary>
    public IReadOnlyList<string> Unknown => [.. _unknown.Order(StringComparer.Ordinal)];

    /// <summary>Notes a factor.</summary>
    public void AddFactor(string module, string key, bool isDown)
    {
        if (find(module) is null)
        {
            _unknown.Add(key);
            return;
        }

        _halves.Add(module, key, isDown);
    }

    /// <summary>Notes a module's alpha.</summary>
    public void AddAlpha(string module, string key) => _alphaKeys[module] = key;

    /// <summary>Notes a tensor that is neither.</summary>
    /// <exception cref="InputException">It belongs to another method than LoRA.</exception>
    public void AddOther(string key)
    {
        if (OtherMethods.FirstOrDefault(m => key.Contains(m.Key, StringComparison.Ordinal)) is { Value: { } method })
        {
            throw new InputException($"{source.Description} is no plain LoRA but {method} ('{key}'), which is not supported.");
        }

        _unknown.Add(key);
    }

    /// <summary>The pairs, each with the alpha stored for it.</summary>
    /// <param name="alpha">What the file says of a module's alpha elsewhere, by module and rank.</param>
    /// <exception cref="InputException">No module is known, half a pair is missing, or an alpha is no number.</exception>
    public IReadOnlyList<(LoraPair Pair, double? Alpha)> Pairs(Func<string, int, double?> alpha)
    {
        if (_halves.IsEmpty && _unknown.Count > 0)
        {
            throw new InputException(
                $"{source.Description} matches no module of a CogVideoX transformer: it holds '{_unknown.Order(StringComparer.Ordinal).First()}'; transformer_blocks.0.attn1.to_q and the like were expected.");
        }

        return [.. _halves.Pairs().Select(pair =>
        {
            var (site, rows) = find(pair.Name)!.Value;
            return (pair.Open(site, rows), _alphaKeys.TryGetValue(pair.Name, out var key) ? Scalar(key) : alpha(pair.Name, pair.Rank));
        })];
    }

    private double Scalar(string key)
    {
        using var scope = NewDisposeScope();
        var stored = source.Weights.Read(key);
        return stored.numel() == 1 ? stored.to(ScalarType.Float64).item<double>()
            : throw new InputException($"{source.Description}: '{key}' should be one number; it has shape [{string.Join(", ", stored.shape)}].");
    }
}
