using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>A linear layer that runs through the <see cref="TransformerHooks.Linear"/> hook.</summary>
public sealed class Projection
{
    /// <summary>Binds a layer to its site.</summary>
    public Projection(LinearSite site)
    {
        Site = site;
        Layer = site.Linear;
    }

    /// <summary>The weights.</summary>
    public LinearLayer Layer { get; }

    /// <summary>Where it stands.</summary>
    public LinearSite Site { get; }

    /// <summary>[..., in] to [..., out].</summary>
    public Tensor Forward(Tensor x, ForwardContext context) => context.Call(TransformerHooks.Linear, Site, new LinearArgs(x, Site));
}
