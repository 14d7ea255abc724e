using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// The backbone: embeddings, layers, final norm, output; every step goes through a hook point. It knows no mixins:
/// several models may share one, each bringing its own chains in the <see cref="ForwardContext"/>.
/// Parameter names are SAT's (sat/model/transformer.py).
/// </summary>
public sealed class BaseTransformer : NetworkModule
{
    private const string Path = "transformer";
    private readonly EmbeddingLayer? _wordEmbeddings;
    private readonly EmbeddingLayer? _positionEmbeddings;
    private readonly INormLayer? _finalNorm;

    /// <summary>Builds the backbone on the meta device.</summary>
    /// <exception cref="Errors.InputException">The sizes do not fit together.</exception>
    public BaseTransformer(TransformerConfig config)
        : base(nameof(BaseTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        if (config.VocabSize > 0)
        {
            _wordEmbeddings = AddChild("word_embeddings", new EmbeddingLayer(config.VocabSize, config.HiddenSize, WeightInit.Normal(config.InitStd)));
        }

        if (config.MaxSequenceLength > 0)
        {
            _positionEmbeddings = AddChild(
                "position_embeddings", new EmbeddingLayer(config.MaxSequenceLength, config.HiddenSize, WeightInit.Normal(config.InitStd)));
        }

        Layers = AddChild("layers", new ModuleSequence<TransformerLayer>(
            Enumerable.Range(0, config.NumLayers).Select(i => new TransformerLayer(config, $"{Path}.layers.{i}", i)))).Items;
        if (config.UseFinalLayerNorm)
        {
            _finalNorm = Norms.Create(config);
            AddChild("final_layernorm", (NetworkModule)_finalNorm);
        }

        Sites = [.. Layers.SelectMany(layer => layer.Sites)];
    }

    /// <summary>Sizes and options.</summary>
    public TransformerConfig Config { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyList<TransformerLayer> Layers { get; }

    /// <summary>Every place where a hook point is called, projections included.</summary>
    public IReadOnlyList<HookSite> Sites { get; }

    /// <summary>Runs the backbone with the chains in <paramref name="context"/> (none: the defaults).</summary>
    /// <returns>What the final hook makes: logits [B, S, vocabulary] by default.</returns>
    public Tensor Forward(TransformerInputs inputs, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        context.PassScope = scope;
        var x_BSE = Embed(inputs, context);
        x_BSE = Config.CheckpointActivations && is_grad_enabled()
            ? CheckpointedLayers.Forward(Config, Layers, x_BSE, inputs.Mask, context)
            : Run(Layers, x_BSE, inputs.Mask, context);
        var normed = _finalNorm?.Forward(x_BSE) ?? x_BSE;
        var y = context.Call(TransformerHooks.FinalForward, null, new FinalForwardArgs(normed, this));
        context.MoveOutputsToOuterScope();
        context.PassScope = null;
        return y.MoveToOuterDisposeScope();
    }

    internal static Tensor Run(IReadOnlyList<TransformerLayer> layers, Tensor x_BSE, AttentionMask mask, ForwardContext context)
    {
        foreach (var layer in layers)
        {
            context.BeginLayer();
            x_BSE = layer.Forward(x_BSE, mask, context);
            if (context.OutputHiddenStates)
            {
                context.ThisLayer.Set(ForwardContext.HiddenStates, x_BSE);
            }
        }

        return x_BSE;
    }

    internal Tensor EmbedWords(Tensor? ids)
    {
        var table = _wordEmbeddings ?? throw new InvalidOperationException(
            "The transformer has no word embeddings (vocab_size 0); add a mixin that replaces word_embedding_forward.");
        return table.Forward(ids ?? throw new InvalidOperationException("Word embeddings need TransformerInputs.InputIds."));
    }

    internal Tensor? EmbedPositions(Tensor? positions, Tensor hidden_BSE)
    {
        if (_positionEmbeddings is null)
        {
            return null;
        }

        if (positions is null || positions.shape[^1] != hidden_BSE.shape[1])
        {
            throw new ArgumentException(
                $"Positions must cover {hidden_BSE.shape[1]} tokens; they cover {positions?.shape[^1] ?? 0}.", nameof(positions));
        }

        return _positionEmbeddings.Forward(positions);
    }

    internal Tensor ProjectToVocabulary(Tensor hidden_BSE)
    {
        var table = _wordEmbeddings ?? throw new InvalidOperationException(
            "The transformer has no word embeddings to project to; add a mixin that replaces final_forward.");
        return LinearProduct.Apply(hidden_BSE, table.Weight.Value);
    }

    private Tensor Embed(TransformerInputs inputs, ForwardContext context)
    {
        var x = context.Call(TransformerHooks.WordEmbeddingForward, null, new WordEmbeddingArgs(inputs.InputIds, this));
        var positions = context.Call(
            TransformerHooks.PositionEmbeddingForward, null, new PositionEmbeddingArgs(inputs.PositionIds, x, this));
        return Dropout.Apply(positions is null ? x : x + positions, Config.EmbeddingDropout, context);
    }
}
