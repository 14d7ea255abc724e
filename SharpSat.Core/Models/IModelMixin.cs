using SharpSat.Core.Hooks;
using SharpSat.Core.Transformer;

namespace SharpSat.Core.Models;

/// <summary>
/// A light change to a model. It says in <see cref="Configure"/> what it hooks. Never keep the model in a field: what
/// a hook needs of it arrives in the arguments.
/// </summary>
public interface IModelMixin
{
    /// <summary>
    /// The mixin's own projections that others may hook (LoRA on a patch embedding, say). Their paths are relative to the
    /// mixin; adding it puts its name in front.
    /// </summary>
    IEnumerable<LinearSite> Projections => [];

    /// <summary>
    /// Other places where the mixin calls hook points, so that wraps can choose among them; paths as in
    /// <see cref="Projections"/>.
    /// </summary>
    IEnumerable<HookSite> Sites => [];

    /// <summary>Called whenever mixins come or go, to collect hooks; it must only register.</summary>
    void Configure(HookBuilder hooks);

    /// <summary>Called when the mixin is added for the first time on top of a trained model (SAT's reinit).</summary>
    void Reinitialize(BaseModel model)
    {
    }

    /// <summary>
    /// Called when the mixin is being removed, to take back what it did to the model beyond hooks (a merged LoRA). If it
    /// throws, the mixin stays.
    /// </summary>
    void Detached(BaseModel model)
    {
    }
}
