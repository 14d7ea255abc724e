using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Modulation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Patches;

/// <summary>Sizes of a <see cref="FinalLayerMixin"/>.</summary>
public sealed record FinalLayerParams
{
    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Width of the embedded timestep.</summary>
    [Range(1, int.MaxValue)]
    public required int TimeEmbedDim { get; init; }

    /// <summary>Patch.</summary>
    public required PatchSize PatchSize { get; init; }

    /// <summary>Predicted latent channels.</summary>
    [Range(1, int.MaxValue)]
    public required int OutChannels { get; init; }

    /// <summary>Whether the norm has weights.</summary>
    public bool ElementwiseAffine { get; init; } = true;

    /// <summary>Added to the norm's variance: 1e-6 in the SAT version, the config's <c>norm_eps</c> (1e-5) in diffusers.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double NormEpsilon { get; init; } = 1e-6;
}

/// <summary>
/// Replaces final_forward: drops the text, norm, modulation by time, projection, back to latents.
/// Reference: CogVideo sat/dit_video_concat.py, FinalLayerMixin.
/// </summary>
[Mixin("final_layer", Aliases = ["dit_video_concat.FinalLayerMixin"])]
public sealed class FinalLayerMixin : ModelMixin
{
    private readonly PatchSize _patch;
    private readonly LayerNormLayer _norm;
    private readonly Projection _linear;
    private readonly ModulationProjection _modulation;

    /// <summary>Declares <c>norm_final</c>, <c>linear</c> and <c>adaLN_modulation.1</c>.</summary>
    public FinalLayerMixin(FinalLayerParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _patch = p.PatchSize;
        _norm = AddChild("norm_final", new LayerNormLayer(p.HiddenSize, p.NormEpsilon, p.ElementwiseAffine));
        long outputs = p.PatchSize.Volume * p.OutChannels;
        var linear = AddChild("linear", new LinearLayer(
            p.HiddenSize, outputs, weightInit: WeightInit.Xavier(p.HiddenSize, outputs), biasInit: WeightInit.Zeros));
        _linear = new Projection(new LinearSite("linear", null, linear));
        _modulation = AddChild("adaLN_modulation", new ModulationProjection(
            p.TimeEmbedDim, 2 * p.HiddenSize, "adaLN_modulation", null, startAtZero: false));
    }

    /// <inheritdoc/>
    public override IEnumerable<LinearSite> Projections => [_linear.Site, _modulation.Site];

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace(TransformerHooks.FinalForward, (args, context) =>
        {
            using var scope = NewDisposeScope();
            var image_BSE = args.Hidden_BSE.slice(1, context.Get(VideoContext.TextLength), long.MaxValue, 1);
            var values_BP = _modulation.Forward(context.Get(VideoContext.Time_BE), context);
            var modulated = new TokenSplit(0, image_BSE.size(1)).Modulate(_norm, image_BSE, values_BP, shift: new(0, 0), scale: new(1, 1));
            return _patch.Unpatchify(_linear.Forward(modulated, context), context.Get(VideoContext.Grid)).MoveToOuterDisposeScope();
        });
    }
}
