using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Interop.Lora;

/// <summary>
/// What a PEFT configuration (adapter_config.json, or the metadata of a diffusers file) says of ranks and alphas. Keys of
/// the patterns are regular expressions of the end of a module's name; the first that matches counts (peft 0.15).
/// </summary>
internal sealed class PeftSettings
{
    /// <summary>Metadata key under which diffusers stores the configuration as JSON, each key with its component's name before it.</summary>
    public const string MetadataKey = "lora_adapter_metadata";

    /// <summary>The component of CogVideoX that adapters change.</summary>
    public const string Component = "transformer.";

    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(200);

    private readonly string _description;
    private readonly double? _rank;
    private readonly double? _alpha;
    private readonly IReadOnlyList<(Regex Pattern, double Value)> _ranks;
    private readonly IReadOnlyList<(Regex Pattern, double Value)> _alphas;
    private readonly bool _isRankStabilized;

    private PeftSettings(JObject settings, string description)
    {
        _description = description;
        Refuse(settings, "use_dora", JTokenType.Boolean, false, "DoRA");
        Refuse(settings, "lora_bias", JTokenType.Boolean, false, "LoRA biases");
        Refuse(settings, "bias", JTokenType.String, "none", "trained biases");
        _rank = Number(settings["r"], "r");
        _alpha = Number(settings["lora_alpha"], "lora_alpha");
        _ranks = Patterns(settings["rank_pattern"], "rank_pattern");
        _alphas = Patterns(settings["alpha_pattern"], "alpha_pattern");
        _isRankStabilized = settings["use_rslora"] is { Type: JTokenType.Boolean } stabilized && (bool)stabilized;
    }

    /// <summary>The configuration of an adapter file: that beside it, or in its metadata; null if there is none.</summary>
    /// <exception cref="InputException">It cannot be read, or asks for something other than plain LoRA.</exception>
    public static PeftSettings? Of(LoraSource source)
    {
        if (source.PeftConfig is { } beside)
        {
            return new PeftSettings(beside, $"{source.Description} (adapter_config.json)");
        }

        return source.Weights.Metadata.TryGetValue(MetadataKey, out var json) ? Parse(json, $"{source.Description} ({MetadataKey})") : null;
    }

    /// <summary>The alpha of a module, in the sense that its update is scaled by alpha / rank; null if nothing is said.</summary>
    /// <exception cref="InputException">The module's factors have another rank than the configuration says.</exception>
    public double? AlphaOf(string module, int rank)
    {
        if ((First(_ranks, module) ?? _rank) is { } stated && stated != rank)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{_description} says rank {stated} for {module}, but its factors have rank {rank}."));
        }

        return (First(_alphas, module) ?? _alpha) * (_isRankStabilized ? Math.Sqrt(rank) : 1);
    }

    /// <summary>The configuration in diffusers' form, for an adapter of these modules.</summary>
    public static string Write(IReadOnlyList<(string Module, int Rank, double Alpha)> modules)
    {
        var rank = modules.GroupBy(m => m.Rank).MaxBy(g => g.Count())!.Key;
        var alpha = modules.GroupBy(m => m.Alpha).MaxBy(g => g.Count())!.Key;
        var settings = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["alpha_pattern"] = modules.Where(m => m.Alpha != alpha).ToDictionary(m => m.Module, m => Plain(m.Alpha)),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Plain(alpha),
            ["lora_dropout"] = 0.0,
            ["peft_type"] = "LORA",
            ["r"] = rank,
            ["rank_pattern"] = modules.Where(m => m.Rank != rank).ToDictionary(m => m.Module, m => m.Rank),
            ["target_modules"] = modules.Select(m => m.Module).Order(StringComparer.Ordinal).ToList(),
            ["use_dora"] = false,
            ["use_rslora"] = false,
        };
        return JsonConvert.SerializeObject(settings.ToDictionary(pair => Component + pair.Key, pair => pair.Value), Formatting.Indented);
    }

    // PEFT's alphas are integers, unless someone set another.
    private static JValue Plain(double alpha) => alpha == Math.Floor(alpha) && Math.Abs(alpha) < 1e15 ? new JValue((long)alpha) : new JValue(alpha);

    private static PeftSettings? Parse(string json, string description)
    {
        try
        {
            var settings = new JObject(JObject.Parse(json).Properties()
                .Where(p => p.Name.StartsWith(Component, StringComparison.Ordinal))
                .Select(p => new JProperty(p.Name[Component.Length..], p.Value)));
            return settings.Count == 0 ? null : new PeftSettings(settings, description);
        }
        catch (JsonException e)
        {
            throw new InputException($"{description} is not a JSON object: {e.Message}", e);
        }
    }

    private void Refuse(JObject settings, string key, JTokenType type, JToken harmless, string what)
    {
        if (settings[key] is { Type: not JTokenType.Null } value && (value.Type != type || !JToken.DeepEquals(value, harmless)))
        {
            throw new InputException($"{_description} asks for {what} ({key}: {value.ToString(Formatting.None)}), which is not supported; plain LoRA is.");
        }
    }

    private double? Number(JToken? value, string key) => value switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.Integer or JTokenType.Float } => (double)value,
        _ => throw new InputException($"{_description}: {key} is {value.ToString(Formatting.None)}; a number was expected."),
    };

    private List<(Regex Pattern, double Value)> Patterns(JToken? node, string key)
    {
        if (node is null or { Type: JTokenType.Null })
        {
            return [];
        }

        var map = node as JObject ?? throw new InputException($"{_description}: {key} is {node.Type}; an object was expected.");
        return [.. map.Properties().Select(p => (Pattern(p.Name, key), Number(p.Value, $"{key}.{p.Name}")
            ?? throw new InputException($"{_description}: {key}.{p.Name} is null; a number was expected.")))];
    }

    private Regex Pattern(string text, string key)
    {
        try
        {
            return new Regex($@"^(.*\.)?({text})$", RegexOptions.CultureInvariant, MatchTime);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{_description}: '{text}' in {key} is no regular expression: {e.Message}", e);
        }
    }

    private double? First(IReadOnlyList<(Regex Pattern, double Value)> patterns, string module)
    {
        try
        {
            foreach (var (pattern, value) in patterns)
            {
                if (pattern.IsMatch(module))
                {
                    return value;
                }
            }

            return null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InputException($"{_description}: the pattern '{e.Pattern}' takes too long to match.", e);
        }
    }
}
