using SharpSat.Core.Checkpoints;
using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>
/// Divides an optimizer over the processes: each keeps the state of some parameters, updates those and gives them to the
/// others (stage 1 of Rajbhandari et al., "ZeRO", 2020). The result is that of one undivided optimizer, bit for bit.
/// </summary>
internal sealed class ShardedOptimizer : IOptimizer
{
    private readonly IProcessGroup _group;
    private readonly Func<IReadOnlyList<ParameterGroup>, IOptimizer> _create;
    private readonly IReadOnlyList<(NamedParameter Parameter, int Owner)> _owners;
    private readonly IOptimizer _own;

    /// <summary>Divides the parameters by size.</summary>
    /// <param name="groups">All parameters, alike everywhere.</param>
    /// <param name="create">Makes the optimizer of a part of them.</param>
    /// <param name="group">The processes.</param>
    public ShardedOptimizer(IReadOnlyList<ParameterGroup> groups, Func<IReadOnlyList<ParameterGroup>, IOptimizer> create, IProcessGroup group)
    {
        Groups = groups;
        _group = group;
        _create = create;
        _owners = Divide(groups.SelectMany(g => g.Parameters), group.Size);
        _own = create(PartOf(group.Rank));
    }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Of all processes: a checkpoint holds the whole state.</summary>
    public long StateBytes => _owners.Sum(o => (2 * sizeof(float) * o.Parameter.Value.numel()) + sizeof(long));

    /// <summary>Of this process.</summary>
    internal long OwnStateBytes => _own.StateBytes;

    public void Step(double learningRate)
    {
        _own.Step(learningRate);
        using var guard = no_grad();
        foreach (var (parameter, owner) in _owners)
        {
            _group.Broadcast(parameter.Value, owner);
        }
    }

    /// <summary>The state of all parameters; every process must ask for it.</summary>
    public IReadOnlyDictionary<string, Tensor> Save()
    {
        var state = new Dictionary<string, Tensor>();
        for (var rank = 0; rank < _group.Size; rank++)
        {
            // The others' states are made, filled and handed out; they last as long as the caller's scope.
            using var other = rank == _group.Rank ? null : _create(PartOf(rank));
            foreach (var (name, tensor) in (other ?? _own).Save())
            {
                _group.Broadcast(tensor, rank);
                state.Add(name, other is null ? tensor : tensor.alias());
            }
        }

        return state;
    }

    public void Load(IWeightSource source)
    {
        using var part = new PartialSource(source, [.. _own.Save().Keys]);
        _own.Load(part);
    }

    public void Dispose() => _own.Dispose();

    private List<ParameterGroup> PartOf(int rank)
    {
        var names = _owners.Where(o => o.Owner == rank).Select(o => o.Parameter.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Groups.Select(g => g with { Parameters = [.. g.Parameters.Where(p => names.Contains(p.Name))] }).Where(g => g.Parameters.Count > 0)];
    }

    // The largest first, each to the process that has least so far.
    private static List<(NamedParameter Parameter, int Owner)> Divide(IEnumerable<NamedParameter> parameters, int size)
    {
        var load = new long[size];
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = parameters.ToList();
        foreach (var parameter in all.OrderByDescending(p => p.Value.numel()))
        {
            var owner = Array.IndexOf(load, load.Min());
            load[owner] += parameter.Value.numel();
            owners.Add(parameter.Name, owner);
        }

        return [.. all.Select(p => (p, owners[p.Name]))];
    }

    private sealed class PartialSource(IWeightSource whole, HashSet<string> names) : IWeightSource
    {
        public string Description => whole.Description;

        public IReadOnlyDictionary<string, WeightEntry> Entries { get; } =
            whole.Entries.Where(entry => names.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value);

        public IReadOnlyDictionary<string, string> Metadata => whole.Metadata;

        public Tensor Read(string name) => whole.Read(name);

        public void Dispose()
        {
        }
    }
}
