using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>builtin.mixin.LayerO: a whole layer of its own, which leaves a norm for the caller and a mean for the next layer.</summary>
internal sealed class LayerOverride(HookTrace trace) : IModelMixin
{
    private static readonly ContextKey<Tensor> Norm = new("norm", "LayerO");
    private static readonly ContextKey<Tensor> Carry = new("carry", "LayerO in the layer before");

    public void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.LayerForward, Forward);

    private Tensor Forward(LayerForwardArgs a, ForwardContext c)
    {
        trace.Add($"LayerO.layer_forward@{a.Layer}");
        var h = a.Hidden_BSE + a.Block.Attention.Forward(a.Block.InputNorm.Forward(a.Hidden_BSE), a.Mask, a.Layer, c);
        var mean = h.mean([1], keepdim: true);
        c.ThisLayer.Set(Norm, c.Keep(h.norm(-1, keepdim: false, p: 2f)));
        if (c.FromPreviousLayer.TryGet(Carry, out var carried))
        {
            trace.Add("LayerO saw carry");
            h = h + (carried * 0.1);
            mean = mean + carried;
        }

        c.ToNextLayer.Set(Carry, c.Keep(mean));
        return h + a.Block.Mlp.Forward(a.Block.PostAttentionNorm.Forward(h), a.Layer, c);
    }
}
