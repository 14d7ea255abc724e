using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// Self attention with one fused projection: rows of <c>query_key_value</c> are all q heads, then all k, then all v.
/// Legend: B batch, S tokens, E hidden, N heads, D head size.
/// </summary>
public sealed class SelfAttention : NetworkModule
{
    private readonly TransformerConfig _config;
    private readonly HookSite _fnSite;

    internal SelfAttention(TransformerConfig config, string path, int layer)
        : base(nameof(SelfAttention))
    {
        _config = config;
        long query = config.NumAttentionHeads * config.HeadSize;
        long keyValue = config.KeyValueHeads * config.HeadSize;
        var init = WeightInit.Normal(config.InitStd);
        var outputInit = WeightInit.Normal(config.InitStd / Math.Sqrt(2.0 * config.NumLayers));
        var qkv = AddChild("query_key_value", new LinearLayer(
            config.HiddenSize, query + (2 * keyValue), config.QkvBias && (config.UseBias || config.UseQkvBias), init, WeightInit.Zeros));
        var dense = AddChild("dense", new LinearLayer(
            query, config.HiddenSize, config.UseBias && config.UseOutputBias, outputInit, WeightInit.Zeros));
        QueryKeyValue = new Projection(new LinearSite($"{path}.query_key_value", layer, qkv, [query, keyValue, keyValue]));
        Dense = new Projection(new LinearSite($"{path}.dense", layer, dense));
        Site = new HookSite(TransformerHooks.AttentionForward, path, layer);
        _fnSite = new HookSite(TransformerHooks.AttentionFn, path, layer);
    }

    /// <summary>Fused q, k, v projection.</summary>
    public Projection QueryKeyValue { get; }

    /// <summary>Output projection.</summary>
    public Projection Dense { get; }

    internal HookSite Site { get; }

    internal IEnumerable<HookSite> Sites => [Site, _fnSite, QueryKeyValue.Site, Dense.Site];

    /// <summary>[B, S, E] to [B, S, E] through the hooks.</summary>
    public Tensor Forward(Tensor hidden_BSE, AttentionMask mask, int layer, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Call(TransformerHooks.AttentionForward, Site, new AttentionForwardArgs(hidden_BSE, mask, this, layer));
    }

    /// <summary>Calls the attention function hook on ready heads.</summary>
    public Tensor Attend(AttentionFnArgs args, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Call(TransformerHooks.AttentionFn, _fnSite, args);
    }

    /// <summary>
    /// Splits heads, calls the attention function hook and joins the heads again: what stands between the two projections.
    /// </summary>
    /// <param name="query_BSE">Projected queries [B, S, N * D].</param>
    /// <param name="key_BSE">Projected keys [B, S, KV * D].</param>
    /// <param name="value_BSE">Projected values [B, S, KV * D].</param>
    /// <param name="mask">Who sees whom.</param>
    /// <param name="layer">Layer number.</param>
    /// <param name="context">The pass.</param>
    /// <returns>[B, S, N * D].</returns>
    public Tensor AttendProjected(Tensor query_BSE, Tensor key_BSE, Tensor value_BSE, AttentionMask mask, int layer, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var dropout = context.Training ? _config.AttentionDropout : 0;
        var heads_BNSD = Attend(
            new AttentionFnArgs(SplitHeads(query_BSE), SplitHeads(key_BSE), SplitHeads(value_BSE), mask, dropout, layer), context);
        return heads_BNSD.transpose(1, 2).flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>The dropout that ends the attention, in training; otherwise <paramref name="output_BSE"/> itself.</summary>
    public Tensor DropOutput(Tensor output_BSE, ForwardContext context) => Dropout.Apply(output_BSE, _config.OutputDropout, context);

    internal Tensor DefaultForward(AttentionForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var qkv = QueryKeyValue.Forward(args.Hidden_BSE, context).split([.. QueryKeyValue.Site.PartSizes], -1);
        var joined_BSE = AttendProjected(qkv[0], qkv[1], qkv[2], args.Mask, args.Layer, context);
        return DropOutput(Dense.Forward(joined_BSE, context), context).MoveToOuterDisposeScope();
    }

    // "B S (N D) -> B N S D"
    private Tensor SplitHeads(Tensor x) => x.unflatten(2, [-1, _config.HeadSize]).transpose(1, 2);
}
