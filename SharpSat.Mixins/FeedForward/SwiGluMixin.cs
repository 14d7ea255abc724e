using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.FeedForward;

/// <summary>Sizes of a <see cref="SwiGluMixin"/>.</summary>
public sealed record SwiGluParams
{
    /// <summary>Layers of the backbone.</summary>
    [Range(1, int.MaxValue)]
    public required int NumLayers { get; init; }

    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Feed-forward width.</summary>
    [Range(1, int.MaxValue)]
    public required int InnerHiddenSize { get; init; }
}

/// <summary>
/// Replaces mlp_forward by down(act(w2 x) * up x), with the gate's weights in the mixin.
/// Reference: CogVideo sat/dit_video_concat.py, SwiGLUMixin.
/// </summary>
[Mixin("swiglu", Aliases = ["dit_video_concat.SwiGLUMixin"])]
public sealed class SwiGluMixin : ModelMixin
{
    private readonly ModuleSequence<LinearLayer> _gates;
    private readonly List<Projection> _projections;

    /// <summary>Declares <c>w2.{layer}.weight</c>.</summary>
    public SwiGluMixin(SwiGluParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _gates = AddChild("w2", new ModuleSequence<LinearLayer>(
            Enumerable.Range(0, p.NumLayers).Select(_ => new LinearLayer(p.HiddenSize, p.InnerHiddenSize, bias: false))));
        _projections = [.. _gates.Items.Select((gate, i) => new Projection(new LinearSite($"w2.{i}", i, gate)))];
    }

    /// <inheritdoc/>
    public override IEnumerable<LinearSite> Projections => _projections.Select(p => p.Site);

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace(TransformerHooks.MlpForward, (args, context) =>
        {
            using var scope = NewDisposeScope();
            var gate = args.Mlp.Activate(_projections[args.Layer].Forward(args.Hidden_BSE, context));
            return args.Mlp.Down.Forward(gate * args.Mlp.Up.Forward(args.Hidden_BSE, context), context).MoveToOuterDisposeScope();
        });
    }
}
