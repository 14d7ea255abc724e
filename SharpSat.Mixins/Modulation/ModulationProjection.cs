using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Modulation;

/// <summary>SiLU, then a projection stored as child "1" (PyTorch's Sequential names).</summary>
public sealed class ModulationProjection : NetworkModule
{
    private readonly Projection _projection;

    /// <summary>Declares <c>1.weight</c> and <c>1.bias</c>.</summary>
    /// <param name="inFeatures">Width of the embedded timestep.</param>
    /// <param name="outFeatures">All chunks together.</param>
    /// <param name="path">Module path for hooks, relative to the mixin.</param>
    /// <param name="layer">Layer number, if it belongs to one.</param>
    /// <param name="startAtZero">Whether a fresh one outputs zeros (adaLN-Zero).</param>
    public ModulationProjection(long inFeatures, long outFeatures, string path, int? layer, bool startAtZero)
        : base(nameof(ModulationProjection))
    {
        var linear = startAtZero
            ? new LinearLayer(inFeatures, outFeatures, weightInit: WeightInit.Zeros, biasInit: WeightInit.Zeros)
            : new LinearLayer(inFeatures, outFeatures);
        _projection = new Projection(new LinearSite($"{path}.1", layer, AddChild("1", linear)));
    }

    /// <summary>The projection's site.</summary>
    public LinearSite Site => _projection.Site;

    /// <summary>[B, time width] to [B, chunks].</summary>
    public Tensor Forward(Tensor time_BE, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        return _projection.Forward(nn.functional.silu(time_BE), context).MoveToOuterDisposeScope();
    }
}
