using System.Globalization;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>
/// What a forward pass computes on its way, under the names that the diffusers cases give it. Two probes watch the hooks:
/// one outside everything, one inside the q/k norms.
/// </summary>
internal sealed class TransformerStages : IDisposable
{
    private const string Modulations = "adaln_layer";
    private const string Outer = "parity_outer_probe";
    private const string Inner = "parity_inner_probe";

    private readonly CogVideoXTransformer _network;
    private readonly Dictionary<string, Tensor> _seen = new(StringComparer.Ordinal);

    public TransformerStages(CogVideoXTransformer network)
    {
        _network = network;

        // The mixin added last wraps outermost, so the norms come off and go on again around the inner probe.
        var modulations = network.Remove(Modulations);
        network.Add(Inner, new Probe(hooks => hooks.Wrap(TransformerHooks.AttentionFn, WatchHeads)));
        network.Add(Modulations, modulations);
        network.Add(Outer, new Probe(hooks =>
        {
            hooks.Wrap(TransformerHooks.LayerForward, WatchLayer);
            hooks.Wrap(TransformerHooks.AttentionForward, WatchAttention);
            hooks.Wrap(TransformerHooks.MlpForward, WatchFeedForward);
            hooks.Wrap(TransformerHooks.Linear, WatchLinear);
            hooks.Wrap(TransformerHooks.FinalForward, WatchFinal);
        }));
    }

    /// <summary>Every name there can be, in order of computation.</summary>
    public static IEnumerable<string> Names(int layers) =>
    [
        "time_proj", "time_embedding", "ofs_embedding", "patch_embed",
        .. Enumerable.Range(0, layers).SelectMany(k => BlockNames.Select(name => $"block{k}.{name}")),
        "norm_final", "norm_out", "proj_out", "sample",
    ];

    /// <summary>The tensor of a name, or null if the pass did not come by it.</summary>
    public Tensor? Find(string name) => _seen.GetValueOrDefault(name);

    /// <summary>Keeps a copy.</summary>
    public void Keep(string name, Tensor? tensor)
    {
        if (tensor is not null)
        {
            _seen.Remove(name, out var before);
            before?.Dispose();
            _seen[name] = tensor.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Takes the probes off.</summary>
    public void Dispose()
    {
        _network.Remove(Outer);
        _network.Remove(Inner);
        foreach (var tensor in _seen.Values)
        {
            tensor.Dispose();
        }
    }

    private static IReadOnlyList<string> BlockNames { get; } =
    [
        "norm1.hidden", "norm1.encoder", "norm1.gate", "norm1.encoder_gate", "attn1.norm_q", "attn1.norm_k", "attn1.hidden", "attn1.encoder",
        "norm2.hidden", "norm2.encoder", "norm2.gate", "norm2.encoder_gate", "ff", "hidden", "encoder",
    ];

    private Tensor WatchHeads(AttentionFnArgs args, ForwardContext context, HookFn<AttentionFnArgs, Tensor> next)
    {
        KeepHeads($"block{args.Layer}.attn1.norm_q", args.Query_BNSD, context);
        KeepHeads($"block{args.Layer}.attn1.norm_k", args.Key_BNSD, context);
        return next(args, context);
    }

    private Tensor WatchLayer(LayerForwardArgs args, ForwardContext context, HookFn<LayerForwardArgs, Tensor> next)
    {
        if (args.Layer == 0)
        {
            Keep("patch_embed", args.Hidden_BSE);
        }

        var y_BSE = next(args, context);
        KeepStreams($"block{args.Layer}", y_BSE, context);
        return y_BSE;
    }

    private Tensor WatchAttention(AttentionForwardArgs args, ForwardContext context, HookFn<AttentionForwardArgs, Tensor> next)
    {
        KeepStreams($"block{args.Layer}.norm1", args.Hidden_BSE, context);
        var y_BSE = next(args, context);
        KeepStreams($"block{args.Layer}.attn1", y_BSE, context);
        return y_BSE;
    }

    private Tensor WatchFeedForward(MlpForwardArgs args, ForwardContext context, HookFn<MlpForwardArgs, Tensor> next)
    {
        KeepStreams($"block{args.Layer}.norm2", args.Hidden_BSE, context);
        var y_BSE = next(args, context);
        Keep($"block{args.Layer}.ff", y_BSE);
        return y_BSE;
    }

    private Tensor WatchLinear(LinearArgs args, ForwardContext context, HookFn<LinearArgs, Tensor> next)
    {
        var y = next(args, context);
        if (args.Site.Path == "mixins.final_layer.linear")
        {
            Keep("norm_out", args.Input);
            Keep("proj_out", y);
        }
        else if (args.Site.Path.StartsWith($"mixins.{Modulations}.", StringComparison.Ordinal))
        {
            using var scope = NewDisposeScope();
            var parts = y.unsqueeze(1).chunk(12, 2);
            var block = $"block{args.Site.Layer?.ToString(CultureInfo.InvariantCulture)}";
            Keep($"{block}.norm1.gate", parts[2]);
            Keep($"{block}.norm1.encoder_gate", parts[8]);
            Keep($"{block}.norm2.gate", parts[5]);
            Keep($"{block}.norm2.encoder_gate", parts[11]);
        }

        return y;
    }

    private Tensor WatchFinal(FinalForwardArgs args, ForwardContext context, HookFn<FinalForwardArgs, Tensor> next)
    {
        using (var video = args.Hidden_BSE.slice(1, context.Get(VideoContext.TextLength), long.MaxValue, 1))
        {
            Keep("norm_final", video);
        }

        return next(args, context);
    }

    // diffusers turns the video tokens in place after the norm gave them away, so that is what its recorder kept.
    private void KeepHeads(string name, Tensor x_BNSD, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        Keep(name, context.TryGet(VideoContext.Rotary, out var rotary) ? rotary.Rotate(x_BNSD, context.Get(VideoContext.TextLength)) : x_BNSD);
    }

    private void KeepStreams(string name, Tensor x_BSE, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var text = context.Get(VideoContext.TextLength);
        Keep($"{name}.hidden", x_BSE.slice(1, text, long.MaxValue, 1));
        Keep($"{name}.encoder", x_BSE.narrow(1, 0, text));
    }

    private sealed class Probe(Action<HookBuilder> configure) : IModelMixin
    {
        public void Configure(HookBuilder hooks) => configure(hooks);
    }
}
