using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>Attention, in decoders cross attention, and feed-forward, with their norms and residuals in the configured order.</summary>
public sealed class TransformerLayer : NetworkModule
{
    private readonly LayerNormOrder _order;
    private readonly double _dropPath;

    internal TransformerLayer(TransformerConfig config, string path, int layer)
        : base(nameof(TransformerLayer))
    {
        _order = config.LayerNormOrder;
        _dropPath = config.DropPath;
        InputNorm = AddNorm("input_layernorm");
        Attention = AddChild("attention", new SelfAttention(config, $"{path}.attention", layer));
        PostAttentionNorm = AddNorm("post_attention_layernorm");
        ThirdNorm = _order == LayerNormOrder.Sandwich ? AddNorm("third_layernorm") : null;
        FourthNorm = _order == LayerNormOrder.Sandwich ? AddNorm("fourth_layernorm") : null;
        if (config.IsDecoderLayer(layer))
        {
            CrossAttention = AddChild("cross_attention", new CrossAttention(config, $"{path}.cross_attention", layer));
            PostCrossAttentionNorm = AddNorm("post_cross_attention_layernorm");
        }

        Mlp = AddChild("mlp", new FeedForward(config, $"{path}.mlp", layer));
        Index = layer;
        Site = new HookSite(TransformerHooks.LayerForward, path, layer);

        INormLayer AddNorm(string name)
        {
            var norm = Norms.Create(config);
            AddChild(name, (NetworkModule)norm);
            return norm;
        }
    }

    /// <summary>Layer number.</summary>
    public int Index { get; }

    /// <summary>Before attention.</summary>
    public INormLayer InputNorm { get; }

    /// <summary>The attention.</summary>
    public SelfAttention Attention { get; }

    /// <summary>Before the feed-forward.</summary>
    public INormLayer PostAttentionNorm { get; }

    /// <summary>After the attention, in sandwich order.</summary>
    public INormLayer? ThirdNorm { get; }

    /// <summary>After the feed-forward, in sandwich order.</summary>
    public INormLayer? FourthNorm { get; }

    /// <summary>Attention to an encoder, in decoder layers.</summary>
    public CrossAttention? CrossAttention { get; }

    /// <summary>Before the cross attention; in post order after it.</summary>
    public INormLayer? PostCrossAttentionNorm { get; }

    /// <summary>The feed-forward.</summary>
    public FeedForward Mlp { get; }

    internal HookSite Site { get; }

    internal IEnumerable<HookSite> Sites => Attention.Sites.Concat(CrossAttention?.Sites ?? []).Concat(Mlp.Sites).Prepend(Site);

    /// <summary>[B, S, E] to [B, S, E] through the hooks.</summary>
    public Tensor Forward(Tensor hidden_BSE, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Call(TransformerHooks.LayerForward, Site, new LayerForwardArgs(hidden_BSE, mask, this, Index));
    }

    internal Tensor DefaultForward(LayerForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var post = _order == LayerNormOrder.Post;
        var x = args.Hidden_BSE;
        var attentionInput = InputNorm.Forward(x);
        var attended = Attention.Forward(attentionInput, args.Mask, Index, context);
        attended = ThirdNorm?.Forward(attended) ?? attended;
        x = (post ? attentionInput : x) + DropPath.Apply(attended, _dropPath, context);

        x = post ? x : CrossAttend(x, context);
        var mlpInput = PostAttentionNorm.Forward(x);
        mlpInput = post ? CrossAttend(mlpInput, context) : mlpInput;

        var fed = Mlp.Forward(mlpInput, Index, context);
        fed = FourthNorm?.Forward(fed) ?? fed;
        return ((post ? mlpInput : x) + DropPath.Apply(fed, _dropPath, context)).MoveToOuterDisposeScope();
    }

    // Post order: norm(x + cross(x)); else x + cross(norm(x)). Without an encoder, x itself.
    private Tensor CrossAttend(Tensor x, ForwardContext context)
    {
        if (CrossAttention is null || !context.TryGet(TransformerContext.Encoder_BSE, out var encoder_BSE))
        {
            return x;
        }

        var mask = context.TryGet(TransformerContext.CrossAttentionMask, out var given) ? given : AttentionMask.Full;
        return _order == LayerNormOrder.Post
            ? PostCrossAttentionNorm!.Forward(x + CrossAttention.Forward(x, mask, encoder_BSE, Index, context))
            : x + CrossAttention.Forward(PostCrossAttentionNorm!.Forward(x), mask, encoder_BSE, Index, context);
    }
}
