using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// Attention of a decoder layer to encoder outputs: rows of <c>key_value</c> are all k heads, then all v.
/// Legend: B batch, S tokens, E hidden, N heads, D head size.
/// </summary>
public sealed class CrossAttention : NetworkModule
{
    private readonly TransformerConfig _config;
    private readonly HookSite _fnSite;

    internal CrossAttention(TransformerConfig config, string path, int layer)
        : base(nameof(CrossAttention))
    {
        _config = config;
        long query = config.NumAttentionHeads * config.CrossHeadSize;
        long keyValue = config.CrossKeyValueHeads * config.CrossHeadSize;
        var init = WeightInit.Normal(config.InitStd);
        var outputInit = WeightInit.Normal(config.InitStd / Math.Sqrt(2.0 * config.NumLayers));
        Query = Add("query", new LinearLayer(config.HiddenSize, query, config.UseBias, init, WeightInit.Zeros));
        KeyValue = Add(
            "key_value",
            new LinearLayer(config.CrossAttentionHiddenSize ?? config.HiddenSize, 2 * keyValue, config.UseBias, init, WeightInit.Zeros),
            [keyValue, keyValue]);
        Dense = Add("dense", new LinearLayer(
            query, config.HiddenSize, config.UseBias && config.UseOutputBias, outputInit, WeightInit.Zeros));
        Site = new HookSite(TransformerHooks.CrossAttentionForward, path, layer);
        _fnSite = new HookSite(TransformerHooks.AttentionFn, path, layer);

        Projection Add(string name, LinearLayer linear, IReadOnlyList<long>? parts = null) =>
            new(new LinearSite($"{path}.{name}", layer, AddChild(name, linear), parts));
    }

    /// <summary>Projection of the decoder's tokens.</summary>
    public Projection Query { get; }

    /// <summary>Fused k, v projection of the encoder's tokens.</summary>
    public Projection KeyValue { get; }

    /// <summary>Output projection.</summary>
    public Projection Dense { get; }

    internal HookSite Site { get; }

    internal IEnumerable<HookSite> Sites => [Site, _fnSite, Query.Site, KeyValue.Site, Dense.Site];

    /// <summary>[B, S, E] and the encoder's [B, S', cross width] to [B, S, E] through the hooks.</summary>
    public Tensor Forward(Tensor hidden_BSE, AttentionMask mask, Tensor encoder_BSE, int layer, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Call(
            TransformerHooks.CrossAttentionForward, Site, new CrossAttentionForwardArgs(hidden_BSE, mask, encoder_BSE, this, layer));
    }

    internal Tensor DefaultForward(CrossAttentionForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var query_BNSD = SplitHeads(Query.Forward(args.Hidden_BSE, context));
        var keyValue = KeyValue.Forward(args.Encoder_BSE, context).split([.. KeyValue.Site.PartSizes], -1);
        var dropout = context.Training ? _config.AttentionDropout : 0;
        var fnArgs = new AttentionFnArgs(
            query_BNSD, SplitHeads(keyValue[0]), SplitHeads(keyValue[1]), args.Mask, dropout, args.Layer, IsCross: true);
        var heads_BNSD = context.Call(TransformerHooks.AttentionFn, _fnSite, fnArgs);
        var y = Dense.Forward(heads_BNSD.transpose(1, 2).flatten(2), context);
        return Dropout.Apply(y, _config.OutputDropout, context).MoveToOuterDisposeScope();
    }

    // "B S (N D) -> B N S D"
    private Tensor SplitHeads(Tensor x) => x.unflatten(2, [-1, _config.CrossHeadSize]).transpose(1, 2);
}
