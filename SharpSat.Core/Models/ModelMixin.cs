using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;

namespace SharpSat.Core.Models;

/// <summary>A mixin with weights; they appear in checkpoints as <c>mixins.{name}.…</c>.</summary>
public abstract class ModelMixin : NetworkModule, IModelMixin
{
    /// <summary>Creates the mixin.</summary>
    protected ModelMixin()
        : base(nameof(ModelMixin))
    {
    }

    /// <inheritdoc/>
    public virtual IEnumerable<LinearSite> Projections => [];

    /// <inheritdoc/>
    public virtual IEnumerable<HookSite> Sites => [];

    /// <inheritdoc/>
    public abstract void Configure(HookBuilder hooks);

    /// <inheritdoc/>
    public virtual void Reinitialize(BaseModel model)
    {
    }

    /// <inheritdoc/>
    public virtual void Detached(BaseModel model)
    {
    }
}
