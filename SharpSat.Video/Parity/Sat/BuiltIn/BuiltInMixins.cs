using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>The mixins that recorded cases name as <c>builtin.mixin.*</c> (as the recorded suite defines them).</summary>
/// <param name="trace">Gets a line for every call.</param>
internal sealed class BuiltInMixins(HookTrace trace)
{
    private const string Prefix = "builtin.mixin.";

    /// <summary>Whether a target is the wrapper that cannot receive what it wraps, which cannot be written here.</summary>
    public static bool IsUnwritable(string target) => target == Prefix + "NBad";

    /// <summary>A new mixin.</summary>
    /// <param name="target">"builtin.mixin.A".</param>
    /// <param name="name">Name under which it will be added.</param>
    /// <param name="width">Width of the hidden states.</param>
    /// <exception cref="ParityUnsupportedException">There is none of that name.</exception>
    public IModelMixin Create(string target, string name, int width) => Named(target) switch
    {
        "A" => Mlp("A", h => h * 0.5),
        "B" => Mlp("B", h => -h),
        "R" => Mlp("R", h => h.tanh(), replaceable: true),
        "R2" => Mlp("R2", h => h * h, replaceable: true),
        "N1" => MlpAround("N1", (h, old) => old(h * 1.1) + (h * 0.1)),
        "N2" => MlpAround("N2", (h, old) => old(h) * 2),
        "N3" => MlpAround("N3", (h, old) => old(h + 0.05) - 0.01),
        "AttnO" => Attention(),
        "AttnN1" => AttentionAround("AttnN1", (a, old) => old(a with { Query_BNSD = a.Query_BNSD * 1.5 })),
        "AttnN2" => AttentionAround("AttnN2", (a, old) => old(a) + (a.Value_BNSD * 0.1)),
        "AttnFwdN" => new LambdaMixin(hooks => hooks.Wrap(TransformerHooks.AttentionForward, (a, c, next) =>
            trace.Around("AttnFwdN.attention_forward", a.Layer, () => next(a, c) * 0.9))),
        "WordN" => new LambdaMixin(hooks => hooks.Wrap(
            TransformerHooks.WordEmbeddingForward, (a, c, next) => Traced("WordN.word_embedding_forward", () => next(a, c) * 1.2))),
        "PosO" => new LambdaMixin(hooks => hooks.Replace<PositionEmbeddingArgs, Tensor?>(
            TransformerHooks.PositionEmbeddingForward, (_, _) => Traced<Tensor?>("PosO.position_embedding_forward", () => null))),
        "FinalO" => new LambdaMixin(hooks => hooks.Replace(
            TransformerHooks.FinalForward, (a, _) => Traced("FinalO.final_forward", () => a.Hidden_BSE.mean([-1])))),
        "FinalN" => new LambdaMixin(hooks => hooks.Wrap(
            TransformerHooks.FinalForward, (a, c, next) => Traced("FinalN.final_forward", () => next(a, c) + 1))),
        "LayerO" => new LayerOverride(trace),
        "LayerN" => new LambdaMixin(hooks => hooks.Wrap(TransformerHooks.LayerForward, (a, c, next) =>
            trace.Around("LayerN.layer_forward", a.Layer, () => (next(a, c) + a.Hidden_BSE) * 0.5))),
        "Reinit" => new ReinitMixin(name, trace),
        "Head" => new HeadMixin(width, trace),
        "Empty" => new LambdaMixin(_ => { }),
        _ => throw new ParityUnsupportedException($"the mixin '{target}'"),
    };

    private static string Named(string target) => target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : target;

    private LambdaMixin Mlp(string name, Func<Tensor, Tensor> body, bool replaceable = false) => new(hooks => hooks.Replace(
        TransformerHooks.MlpForward, (a, _) => Traced($"{name}.mlp_forward@{a.Layer}", () => body(a.Hidden_BSE)), replaceable));

    private LambdaMixin MlpAround(string name, Func<Tensor, Func<Tensor, Tensor>, Tensor> body) => new(hooks => hooks.Wrap(
        TransformerHooks.MlpForward,
        (a, c, next) => trace.Around($"{name}.mlp_forward", a.Layer, () => body(a.Hidden_BSE, h => next(a with { Hidden_BSE = h }, c)))));

    private LambdaMixin Attention() => new(hooks => hooks.Replace(
        TransformerHooks.AttentionFn,
        (a, _) => Traced(
            $"AttnO.attention_fn@{a.Layer}",
            () => a.Value_BNSD.mean([2], keepdim: true).expand(a.Value_BNSD.shape) + (a.Query_BNSD * 0.01))));

    private LambdaMixin AttentionAround(string name, Func<AttentionFnArgs, Func<AttentionFnArgs, Tensor>, Tensor> body) => new(hooks => hooks.Wrap(
        TransformerHooks.AttentionFn, (a, c, next) => trace.Around($"{name}.attention_fn", a.Layer, () => body(a, x => next(x, c)))));

    private T Traced<T>(string line, Func<T> body)
    {
        trace.Add(line);
        return body();
    }
}
