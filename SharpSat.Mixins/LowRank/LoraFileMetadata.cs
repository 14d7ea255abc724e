using System.Globalization;
using Newtonsoft.Json;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;

namespace SharpSat.Mixins.LowRank;

/// <summary>What SharpSat's own form says beside the factors.</summary>
internal sealed class LoraFileMetadata
{
    private readonly string _description;
    private readonly int? _rank;
    private readonly double? _alpha;
    private readonly Dictionary<string, double> _alphas;
    private readonly Dictionary<string, string> _rows;

    private LoraFileMetadata(IWeightSource source)
    {
        var metadata = source.Metadata;
        _description = source.Description;
        _rank = metadata["rank"] == "mixed" ? null : int.Parse(metadata["rank"], CultureInfo.InvariantCulture);
        _alpha = metadata["alpha"] == "mixed" ? null : double.Parse(metadata["alpha"], CultureInfo.InvariantCulture);
        _alphas = Map<double>(metadata.GetValueOrDefault("alphas"));
        _rows = Map<string>(metadata.GetValueOrDefault("rows"));
        Targets = JsonConvert.DeserializeObject<List<string>>(metadata["targets"])!;
        new LoraParams { Rank = _rank ?? 1, Alpha = _alpha, Targets = Targets }.Validate();
        foreach (var alpha in _alphas.Values)
        {
            new LoraParams { Alpha = alpha }.Validate();
        }
    }

    public IReadOnlyList<string> Targets { get; }

    /// <exception cref="InputException">Something is missing or of another form.</exception>
    public static LoraFileMetadata Read(IWeightSource source)
    {
        if (!LoraFile.Recognises(source))
        {
            throw new InputException(
                $"{source.Description} is not a SharpSat LoRA: its metadata says format '{source.Metadata.GetValueOrDefault("format", "none")}', not '{LoraFile.Format}'.");
        }

        try
        {
            return new LoraFileMetadata(source);
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or JsonException or InputException)
        {
            throw new InputException($"{source.Description}: its LoRA metadata cannot be read ({e.Message}).", e);
        }
    }

    public double AlphaOf(string place) => _alpha ?? (_alphas.TryGetValue(place, out var alpha)
        ? alpha : throw new InputException($"{_description}: its LoRA metadata has no alpha for '{place}'."));

    public LoraRows? RowsOf(string place) => _rows.TryGetValue(place, out var text) ? LoraRows.Parse(text) : null;

    /// <exception cref="InputException">A pair has another rank than the file says.</exception>
    public void CheckRanks(IEnumerable<LoraPair> pairs)
    {
        if (_rank is { } rank && pairs.FirstOrDefault(pair => pair.Rank != rank) is { } wrong)
        {
            throw new InputException($"{_description}: '{wrong.KeyA}' has rank {wrong.Rank}, but its metadata says rank {rank}.");
        }
    }

    private static Dictionary<string, T> Map<T>(string? json) =>
        json is null ? [] : JsonConvert.DeserializeObject<Dictionary<string, T>>(json) ?? throw new JsonException("it is null where an object was expected");
}
