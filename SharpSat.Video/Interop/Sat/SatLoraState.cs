using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Mixins.LowRank;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Sat;

/// <summary>
/// The weights of a model under the names that SAT's state dictionary has for them while lora2.LoraMixin is on it, and its
/// rules for loading: a projection with an adapter takes its base from <c>original.</c> names or from plain ones, and misses
/// nothing; all other weights go by their own names.
/// </summary>
internal sealed class SatLoraState
{
    private readonly Dictionary<string, Weight> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sites;

    /// <summary>Names the weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lora">Its adapter; null if it has none, or if it is merged for good.</param>
    public SatLoraState(BaseModel model, LoraMixin? lora)
    {
        _sites = (lora?.Factors ?? []).Select(factors => factors.Site.Path).ToHashSet(StringComparer.Ordinal);
        var own = model.Mixins.OfType<LoraMixin>().SelectMany(mixin => mixin.NamedWeights()).Select(weight => weight.Weight).ToHashSet();
        foreach (var (name, weight) in model.NamedWeights().Where(weight => !own.Contains(weight.Weight)))
        {
            _weights[SatLoraNames.FromBase(name, _sites)] = weight;
        }

        foreach (var factors in lora?.Factors ?? [])
        {
            for (var part = 0; part < factors.A.Count; part++)
            {
                _weights[new SatLoraNames.Factor(factors.Site.Path, true, part).ToString()] = factors.A[part];
                _weights[new SatLoraNames.Factor(factors.Site.Path, false, part).ToString()] = factors.B[part];
            }
        }
    }

    /// <summary>The weights by SAT's names.</summary>
    public IReadOnlyDictionary<string, Weight> Weights => _weights;

    /// <summary>What a state dictionary of these names would leave without a value. Projections with an adapter miss nothing.</summary>
    public IReadOnlyList<string> Missing(IReadOnlySet<string> names) => [.. _weights.Keys.Where(name => !names.Contains(name) && !IsAdapted(name))];

    /// <summary>Which of these names the model has no place for.</summary>
    public IReadOnlyList<string> Unexpected(IEnumerable<string> names) => [.. names.Where(name => Find(name) is null && !IsAdapted(name))];

    /// <summary>Fills every weight that the source has, in float32; names that it does not know are left out.</summary>
    public void Load(IWeightSource source)
    {
        foreach (var name in source.Entries.Keys)
        {
            if (Find(name) is { } weight)
            {
                using var scope = NewDisposeScope();
                weight.Assign(source.Read(name).to(ScalarType.Float32).clone().DetachFromDisposeScope());
            }
        }
    }

    private Weight? Find(string name) => _weights.GetValueOrDefault(name) ?? _weights.GetValueOrDefault(SatLoraNames.FromBase(name, _sites));

    private bool IsAdapted(string name) => _sites.Any(site => name.StartsWith(site + ".", StringComparison.Ordinal));
}
