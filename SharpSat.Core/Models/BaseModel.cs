using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using static TorchSharp.torch;

namespace SharpSat.Core.Models;

/// <summary>
/// Wraps a transformer and gathers the hooks of its mixins. The rules are SwissArmyTransformer's
/// (sat/model/base_model.py); unlike there, a mixin that cannot be added leaves the model exactly as it was.
/// </summary>
public class BaseModel : NetworkModule
{
    private readonly MixinSet _mixins;
    private IHookProbe? _probe;

    /// <summary>A model over a new transformer.</summary>
    public BaseModel(TransformerConfig config)
        : this(new BaseTransformer(config))
    {
    }

    /// <summary>A model over a transformer that other models may share.</summary>
    public BaseModel(BaseTransformer transformer)
        : base(nameof(BaseModel))
    {
        Transformer = AddChild("transformer", transformer);
        _mixins = AddChild("mixins", new MixinSet());
        Hooks = Compose();
    }

    /// <summary>The backbone.</summary>
    public BaseTransformer Transformer { get; }

    /// <summary>Names of the mixins in the order they were added.</summary>
    public IReadOnlyList<string> MixinNames => [.. _mixins.Items.Select(i => i.Name)];

    /// <summary>The mixins in the order they were added.</summary>
    public IEnumerable<IModelMixin> Mixins => _mixins.Items.Select(i => i.Mixin);

    /// <summary>This model's chains, composed when a mixin was last added or removed.</summary>
    public HookChains Hooks { get; private set; }

    /// <summary>Every projection of the transformer, the model itself and the mixins.</summary>
    public IEnumerable<LinearSite> Projections => Sites().OfType<LinearSite>();

    /// <summary>Adds a mixin as the outermost one.</summary>
    /// <param name="name">Unique in the model; appears in checkpoints and provenance.</param>
    /// <param name="mixin">The mixin.</param>
    /// <param name="reinitialize">Whether to call its <see cref="IModelMixin.Reinitialize"/>.</param>
    /// <exception cref="HookConflictException">It cannot take part; the model is unchanged.</exception>
    /// <exception cref="InputException">
    /// The name is taken or contains a dot, or a field of the mixin holds a module or parameter that it did not register.
    /// </exception>
    public void Add(string name, IModelMixin mixin, bool reinitialize = false)
    {
        ArgumentNullException.ThrowIfNull(mixin);
        if (string.IsNullOrWhiteSpace(name) || name.Contains('.', StringComparison.Ordinal))
        {
            throw new InputException($"'{name}' cannot name a mixin: names are not empty and hold no dot.");
        }

        if (_mixins.Find(name) is not null)
        {
            throw new InputException($"This model already has a mixin '{name}' ({string.Join(", ", MixinNames)}); remove it first or choose another name.");
        }

        MixinFields.Check(name, mixin, this);
        var before = Hooks;
        _mixins.Add(name, mixin);
        try
        {
            Hooks = Compose();
            if (reinitialize)
            {
                mixin.Reinitialize(this);
            }
        }
        catch
        {
            _mixins.Remove(name);
            Hooks = before;
            throw;
        }
    }

    /// <summary>
    /// Removes a mixin and returns it; what it hooked falls back to what stood below, and it takes back what else it did
    /// to the model (<see cref="IModelMixin.Detached"/>).
    /// </summary>
    /// <exception cref="InputException">There is no such mixin.</exception>
    /// <exception cref="HookConflictException">The remaining mixins do not compose without it; the model is unchanged.</exception>
    public IModelMixin Remove(string name)
    {
        var mixin = _mixins.Find(name) ?? throw Missing(name);
        var index = MixinNames.ToList().IndexOf(name);
        var before = Hooks;
        _mixins.Remove(name);
        try
        {
            Hooks = Compose();
            mixin.Detached(this);
        }
        catch
        {
            _mixins.RestoreAt(index, name, mixin);
            Hooks = before;
            throw;
        }

        return mixin;
    }

    /// <summary>Fetches a mixin by name.</summary>
    /// <exception cref="InputException">There is no such mixin, or it has another type.</exception>
    public T Get<T>(string name)
        where T : IModelMixin
    {
        var mixin = _mixins.Find(name) ?? throw Missing(name);
        return mixin is T typed
            ? typed
            : throw new InputException($"Mixin '{name}' is a {mixin.GetType().Name}, not a {typeof(T).Name}.");
    }

    /// <summary>Has a probe watch every link of the chains from here on, or none (null), which costs nothing.</summary>
    public void Observe(IHookProbe? probe)
    {
        _probe = probe;
        Hooks = Compose();
    }

    /// <summary>Calls <see cref="IModelMixin.Reinitialize"/> of the named mixins, or of all.</summary>
    public void Reinitialize(IReadOnlyCollection<string>? names = null)
    {
        foreach (var (name, mixin) in _mixins.Items)
        {
            if (names is null || names.Contains(name))
            {
                mixin.Reinitialize(this);
            }
        }
    }

    /// <summary>Runs the transformer with this model's chains.</summary>
    public Tensor Forward(TransformerInputs inputs, ForwardContext context)
    {
        return Transformer.Forward(inputs, WithHooks(context));
    }

    /// <summary>What the model itself hooks (it stands before all mixins; its origin is "model").</summary>
    protected virtual void Configure(HookBuilder hooks)
    {
    }

    private HookChains Compose()
    {
        var model = new HookBuilder("model");
        Configure(model);
        var builders = new List<HookBuilder> { model };
        foreach (var (name, mixin) in _mixins.Items)
        {
            var builder = new HookBuilder(name);
            mixin.Configure(builder);
            builders.Add(builder);
        }

        return HookComposer.Compose(builders, TransformerHooks.All, [.. Sites()], _probe);
    }

    /// <summary>
    /// Sites of the model's own layers, outside the transformer. It is asked for the first time before a derived class's
    /// constructor has run, and again with every mixin.
    /// </summary>
    protected virtual IEnumerable<HookSite> OwnSites => [];

    /// <summary>Gives a context this model's chains, for layers that run before <see cref="Forward"/>.</summary>
    protected ForwardContext WithHooks(ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Hooks = Hooks;
        return context;
    }

    private IEnumerable<HookSite> Sites() => Transformer.Sites.Concat(OwnSites).Concat(_mixins.Items.SelectMany(i => MixinSet.SitesOf(i.Mixin)));

    private InputException Missing(string name) =>
        new($"This model has no mixin '{name}'.{NearMatches.Hint(name, MixinNames)}");
}
