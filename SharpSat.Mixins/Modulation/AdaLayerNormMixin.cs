using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Modulation;

/// <summary>Sizes of an <see cref="AdaLayerNormMixin"/>.</summary>
public sealed record AdaLayerNormParams
{
    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Layers of the backbone.</summary>
    [Range(1, int.MaxValue)]
    public required int NumLayers { get; init; }

    /// <summary>Width of the embedded timestep.</summary>
    [Range(1, int.MaxValue)]
    public required int TimeEmbedDim { get; init; }

    /// <summary>Head size D.</summary>
    [Range(1, int.MaxValue)]
    public required int HeadSize { get; init; }

    /// <summary>Whether queries and keys are normalised per head.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>Whether the q/k norms have weights.</summary>
    public bool ElementwiseAffine { get; init; } = true;
}

/// <summary>
/// Expert adaptive layer norm: replaces layer_forward so that time shifts, scales and gates each branch, with separate
/// values for text and video tokens; wraps attention_fn to normalise queries and keys.
/// Reference: CogVideo sat/dit_video_concat.py, AdaLNMixin.
/// </summary>
[Mixin("adaln", Aliases = ["dit_video_concat.AdaLNMixin"])]
public sealed class AdaLayerNormMixin : ModelMixin, IResidualGates
{
    private const double QkEpsilon = 1e-6;
    private readonly ModuleSequence<ModulationProjection> _modulations;
    private readonly ModuleSequence<LayerNormLayer>? _queryNorms;
    private readonly ModuleSequence<LayerNormLayer>? _keyNorms;

    /// <summary>Declares <c>adaLN_modulations</c> and, if asked, the q/k norms of every layer.</summary>
    public AdaLayerNormMixin(AdaLayerNormParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        var layers = Enumerable.Range(0, p.NumLayers).ToList();
        _modulations = AddChild("adaLN_modulations", new ModuleSequence<ModulationProjection>(layers.Select(i =>
            new ModulationProjection(p.TimeEmbedDim, 12 * p.HiddenSize, $"adaLN_modulations.{i}", i, startAtZero: true))));
        if (p.QkNorm)
        {
            _queryNorms = AddChild("query_layernorm_list", HeadNorms());
            _keyNorms = AddChild("key_layernorm_list", HeadNorms());
        }

        ModuleSequence<LayerNormLayer> HeadNorms() =>
            new(layers.Select(_ => new LayerNormLayer(p.HeadSize, QkEpsilon, p.ElementwiseAffine)));
    }

    /// <inheritdoc/>
    public override IEnumerable<LinearSite> Projections => _modulations.Items.Select(m => m.Site);

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace(TransformerHooks.LayerForward, ForwardLayer);
        hooks.Wrap(TransformerHooks.AttentionFn, Attend);
    }

    /// <inheritdoc/>
    public bool AreAllZero()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return _modulations.Items.All(m => Gates(m.Site.Linear).All(gate => gate.count_nonzero().item<long>() == 0));
    }

    // Gate rows are chunks 2, 5, 8 and 11 of the twelve, in weight and bias.
    private static IEnumerable<Tensor> Gates(LinearLayer linear)
    {
        var weight = linear.Weight.Value.chunk(12, 0);
        var bias = linear.Bias!.Value.chunk(12, 0);
        return new[] { 2, 5, 8, 11 }.SelectMany(i => new[] { weight[i], bias[i] });
    }

    // Without q/k norms the wrapper passes on, so that provenance is SAT's.
    private Tensor Attend(AttentionFnArgs args, ForwardContext context, HookFn<AttentionFnArgs, Tensor> next)
    {
        if (_queryNorms is null || _keyNorms is null)
        {
            return next(args, context);
        }

        var (queryNorm, keyNorm) = (_queryNorms[args.Layer], _keyNorms[args.Layer]);
        if (Rotary3DMixin.Behind(next) is { } rotary && rotary.Fuses(args, context))
        {
            // The rotation comes next and nothing stands between: norm and rotation in one pass.
            return rotary.Attend(args, context, HeadNorm.Of(queryNorm), HeadNorm.Of(keyNorm));
        }

        using var scope = NewDisposeScope();
        var normed = args with { Query_BNSD = Norm(queryNorm, args.Query_BNSD), Key_BNSD = Norm(keyNorm, args.Key_BNSD) };
        return next(normed, context).MoveToOuterDisposeScope();
    }

    private static Tensor Norm(LayerNormLayer norm, Tensor x_BNSD) =>
        HeadKernel.Serves(x_BNSD) ? HeadKernel.Apply(x_BNSD, HeadNorm.Of(norm), null) : norm.Forward(x_BNSD);

    private Tensor ForwardLayer(LayerForwardArgs args, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var block = args.Block;
        var text = context.Get(VideoContext.TextLength);
        var x_BSE = args.Hidden_BSE;
        var split = new TokenSplit(text, x_BSE.size(1) - text);
        var values_BP = _modulations[args.Layer].Forward(context.Get(VideoContext.Time_BE), context);

        var attentionInput = split.Modulate(block.InputNorm, x_BSE, values_BP, shift: new(6, 0), scale: new(7, 1));
        var attended = block.Attention.Forward(attentionInput, args.Mask, args.Layer, context);
        attended = block.ThirdNorm?.Forward(attended) ?? attended;
        x_BSE = split.AddGated(x_BSE, attended, values_BP, gate: new(8, 2));

        var mlpInput = split.Modulate(block.PostAttentionNorm, x_BSE, values_BP, shift: new(9, 3), scale: new(10, 4));
        var fed = block.Mlp.Forward(mlpInput, args.Layer, context);
        fed = block.FourthNorm?.Forward(fed) ?? fed;
        return split.AddGated(x_BSE, fed, values_BP, gate: new(11, 5)).MoveToOuterDisposeScope();
    }
}
