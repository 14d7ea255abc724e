using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Hooks;

/// <summary>The mixins the recorded scenarios name, written with SharpSat's hooks. Every call leaves a line in the trace.</summary>
internal sealed class GoldenMixins(List<string> trace)
{
    private static readonly ContextKey<Tensor> Norm = new("norm", "LayerO");
    private static readonly ContextKey<Tensor> Carry = new("carry", "LayerO in the layer before");

    public static ContextKey<Tensor> NormKey => Norm;

    public IModelMixin Create(string name) => name switch
    {
        "A" => Replace("A", h => h * 0.5),
        "B" => Replace("B", h => -h),
        "R" => Replace("R", h => h.tanh(), replaceable: true),
        "R2" => Replace("R2", h => h * h, replaceable: true),
        "N1" => WrapMlp("N1", (h, old) => old(h * 1.1) + (h * 0.1)),
        "N2" => WrapMlp("N2", (h, old) => old(h) * 2),
        "N3" => WrapMlp("N3", (h, old) => old(h + 0.05) - 0.01),
        "AttnO" => new Lambda(hooks => hooks.Replace(TransformerHooks.AttentionFn, (a, _) =>
        {
            trace.Add($"AttnO.attention_fn@{a.Layer}");
            return a.Value_BNSD.mean([2], keepdim: true).expand(a.Value_BNSD.shape) + (a.Query_BNSD * 0.01);
        })),
        "AttnN1" => WrapAttention("AttnN1", (a, old) => old(a with { Query_BNSD = a.Query_BNSD * 1.5 })),
        "AttnN2" => WrapAttention("AttnN2", (a, old) => old(a) + (a.Value_BNSD * 0.1)),
        "AttnFwdN" => new Lambda(hooks => hooks.Wrap(TransformerHooks.AttentionForward, (a, c, next) =>
            Traced("AttnFwdN.attention_forward", a.Layer, () => next(a, c) * 0.9))),
        "WordN" => new Lambda(hooks => hooks.Wrap(TransformerHooks.WordEmbeddingForward, (a, c, next) =>
        {
            trace.Add("WordN.word_embedding_forward");
            return next(a, c) * 1.2;
        })),
        "PosO" => new Lambda(hooks => hooks.Replace<PositionEmbeddingArgs, Tensor?>(TransformerHooks.PositionEmbeddingForward, (_, _) =>
        {
            trace.Add("PosO.position_embedding_forward");
            return null;
        })),
        "FinalO" => new Lambda(hooks => hooks.Replace(TransformerHooks.FinalForward, (a, _) =>
        {
            trace.Add("FinalO.final_forward");
            return a.Hidden_BSE.mean([-1]);
        })),
        "FinalN" => new Lambda(hooks => hooks.Wrap(TransformerHooks.FinalForward, (a, c, next) =>
        {
            trace.Add("FinalN.final_forward");
            return next(a, c) + 1;
        })),
        "LayerO" => new Lambda(hooks => hooks.Replace(TransformerHooks.LayerForward, LayerOverride)),
        "LayerN" => new Lambda(hooks => hooks.Wrap(TransformerHooks.LayerForward, (a, c, next) =>
            Traced("LayerN.layer_forward", a.Layer, () => (next(a, c) + a.Hidden_BSE) * 0.5))),
        _ => throw new ArgumentException($"unknown golden mixin {name}"),
    };

    /// <summary>The model with a hook method of its own.</summary>
    public BaseModel CreateModel(string modelClass, BaseTransformer transformer) =>
        modelClass == "builtin.model.ModelM" ? new ModelWithMethod(transformer, trace) : new BaseModel(transformer);

    private Lambda Replace(string name, Func<Tensor, Tensor> mlp, bool replaceable = false) => new(hooks => hooks.Replace(
        TransformerHooks.MlpForward,
        (a, _) =>
        {
            trace.Add($"{name}.mlp_forward@{a.Layer}");
            return mlp(a.Hidden_BSE);
        },
        replaceable));

    private Lambda WrapMlp(string name, Func<Tensor, Func<Tensor, Tensor>, Tensor> body) => new(hooks => hooks.Wrap(
        TransformerHooks.MlpForward,
        (a, c, next) => Traced($"{name}.mlp_forward", a.Layer, () => body(a.Hidden_BSE, h => next(a with { Hidden_BSE = h }, c)))));

    private Lambda WrapAttention(string name, Func<AttentionFnArgs, Func<AttentionFnArgs, Tensor>, Tensor> body) => new(hooks => hooks.Wrap(
        TransformerHooks.AttentionFn,
        (a, c, next) => Traced($"{name}.attention_fn", a.Layer, () => body(a, x => next(x, c)))));

    private Tensor Traced(string hook, int layer, Func<Tensor> body)
    {
        trace.Add($"{hook}>@{layer}");
        var y = body();
        trace.Add($"{hook}<@{layer}");
        return y;
    }

    private Tensor LayerOverride(LayerForwardArgs a, ForwardContext c)
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

    internal sealed class Lambda(Action<HookBuilder> configure) : IModelMixin
    {
        public void Configure(HookBuilder hooks) => configure(hooks);
    }

    private sealed class ModelWithMethod(BaseTransformer transformer, List<string> trace) : BaseModel(transformer)
    {
        protected override void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.MlpForward, (a, _) =>
        {
            trace.Add($"model.mlp_forward@{a.Layer}");
            return a.Hidden_BSE * 0.25;
        });
    }
}
