using System.Diagnostics.CodeAnalysis;
using SharpSat.Core.Hooks;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Context;

/// <summary>
/// What accompanies one forward pass: the model's hook chains, the random source of dropouts, and the typed values
/// mixins pass to each other. It belongs to one thread and one pass.
/// </summary>
public sealed class ForwardContext
{
    private ContextBag _values = new();

    /// <summary>The calling model's chains; a model sets them, a bare transformer runs with none.</summary>
    public HookChains Hooks { get; internal set; } = HookChains.None;

    /// <summary>Draws of dropout and drop path; needed only in training with a non-zero rate.</summary>
    public INoiseSource? Noise { get; init; }

    /// <summary>Whether dropouts are active.</summary>
    public bool Training { get; init; }

    /// <summary>Whether each layer's output is kept under <see cref="HiddenStates"/>.</summary>
    public bool OutputHiddenStates { get; init; }

    /// <summary>Key of a layer's output in <see cref="LayerOutputs"/>.</summary>
    public static ContextKey<Tensor> HiddenStates { get; } = new("hidden_states", "the transformer, with OutputHiddenStates");

    /// <summary>What each layer left for the caller (SAT's output_this_layer), one bag a layer.</summary>
    public List<ContextBag> LayerOutputs { get; } = [];

    /// <summary>What the previous layer passed on (SAT's output_cross_layer); empty in the first layer.</summary>
    public ContextBag FromPreviousLayer { get; internal set; } = new();

    /// <summary>What this layer passes to the next one.</summary>
    public ContextBag ToNextLayer { get; internal set; } = new();

    /// <summary>The running layer's bag in <see cref="LayerOutputs"/>.</summary>
    public ContextBag ThisLayer { get; internal set; } = new();

    /// <summary>
    /// Lets a tensor outlive the dispose scope it was made in, up to the end of the forward pass (in
    /// <see cref="LayerOutputs"/>: up to the caller's scope). Use it on tensors that go into a bag.
    /// </summary>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        PassScope?.Attach(tensor.DetachFromDisposeScope());
        return tensor;
    }

    /// <summary>Hands the tensors in <see cref="LayerOutputs"/> to the next outer dispose scope, as a result would be.</summary>
    public void MoveOutputsToOuterScope()
    {
        // A tensor in two bags must move one scope, not two.
        foreach (var tensor in LayerOutputs.SelectMany(bag => bag.Tensors).Distinct<Tensor>(ReferenceEqualityComparer.Instance))
        {
            tensor.MoveToOuterDisposeScope();
        }
    }

    /// <summary>Calls a hook point at a site through the model's chain.</summary>
    public TResult Call<TArgs, TResult>(HookPoint<TArgs, TResult> point, HookSite? site, TArgs args) => Hooks.For(point, site)(args, this);

    /// <summary>Sets a value for this pass.</summary>
    public ForwardContext Set<T>(ContextKey<T> key, T value)
        where T : notnull
    {
        _values.Set(key, value);
        return this;
    }

    /// <summary>Reads a value of this pass.</summary>
    /// <exception cref="InvalidOperationException">Nobody set it; the message says who should have.</exception>
    public T Get<T>(ContextKey<T> key) => _values.Get(key);

    /// <summary>Reads a value if it is there.</summary>
    public bool TryGet<T>(ContextKey<T> key, [MaybeNullWhen(false)] out T value) => _values.TryGet(key, out value);

    /// <summary>The dispose scope of the whole pass.</summary>
    internal DisposeScope? PassScope { get; set; }

    internal void BeginLayer()
    {
        FromPreviousLayer = ToNextLayer;
        ToNextLayer = new ContextBag();
        ThisLayer = new ContextBag();
        LayerOutputs.Add(ThisLayer);
    }

    /// <summary>A context for a run of some layers from here, each tensor replaced in order (values, then what is carried).</summary>
    internal ForwardContext Fork(Func<Tensor, Tensor> map, DisposeScope? passScope) => new()
    {
        Hooks = Hooks,
        Noise = Noise,
        Training = Training,
        OutputHiddenStates = OutputHiddenStates,
        PassScope = passScope,
        _values = _values.Map(map),
        ToNextLayer = ToNextLayer.Map(map),
    };

    /// <summary>Continues after what a <see cref="Fork"/> ran, each tensor replaced.</summary>
    internal void Adopt(ForwardContext ran, Func<Tensor, Tensor> map)
    {
        LayerOutputs.AddRange(ran.LayerOutputs.Select(bag => bag.Map(map)));
        ThisLayer = LayerOutputs[^1];
        ToNextLayer = ran.ToNextLayer.Map(map);
        _values = ran._values.Map(map);
    }
}
