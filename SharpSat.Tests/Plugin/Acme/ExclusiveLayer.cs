using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;

namespace Acme;

/// <summary>Claims whole layers for itself, which a video network's adaptive norms hold already: adding it must fail.</summary>
[Mixin("acme.exclusive_layer")]
public sealed class ExclusiveLayer : IModelMixin
{
    /// <inheritdoc/>
    public void Configure(HookBuilder hooks) =>
        hooks.Replace(TransformerHooks.LayerForward, (args, _) => args.Hidden_BSE.alias());
}
