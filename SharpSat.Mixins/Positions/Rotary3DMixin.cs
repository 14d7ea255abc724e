using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>Sizes of a <see cref="Rotary3DMixin"/>.</summary>
public sealed record Rotary3DParams
{
    /// <summary>Patches of the largest sample.</summary>
    public required PatchGrid Grid { get; init; }

    /// <summary>Width E.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Head size D; divides by 16.</summary>
    [Range(1, int.MaxValue)]
    public required int HeadSize { get; init; }

    /// <summary>Text tokens the learnable embedding has rows for.</summary>
    [Range(1, int.MaxValue)]
    public required int TextLength { get; init; }

    /// <summary>Base of the frequencies.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Theta { get; init; } = RotaryGrid.DefaultTheta;

    /// <summary>Where the positions of other sizes come from.</summary>
    public PositionFit Fit { get; init; } = PositionFit.Cut;

    /// <summary>Whether values are rotated too.</summary>
    public bool RotateValues { get; init; }

    /// <summary>
    /// Whether a learnable position embedding is added as well (5b-i2v). SAT trains it (<see cref="PositionFit.Cut"/>); in
    /// diffusers it is a buffer, which training leaves alone.
    /// </summary>
    public bool LearnablePositions { get; init; }

    /// <summary>
    /// The sine-cosine positions that stand in for the learnable ones in samples of another number of frames, as in
    /// diffusers (not with <see cref="PositionFit.Cut"/>); null refuses such samples.
    /// </summary>
    public SinCos3DParams? OtherFrames { get; init; }
}

/// <summary>
/// 3D rotary positions: replaces attention_fn so that queries and keys of video tokens (text tokens not) are rotated
/// by their (t, h, w) position, then attend as by default. Learnable positions are optional.
/// Reference: CogVideo sat/dit_video_concat.py, Rotary3DPositionEmbeddingMixin.
/// </summary>
[Mixin("rope3d", Aliases = ["dit_video_concat.Rotary3DPositionEmbeddingMixin"])]
public sealed class Rotary3DMixin : ModelMixin
{
    private readonly Rotary3DParams _p;
    private readonly RotaryTable _table;
    private readonly Weight? _learnable;
    private readonly SinCosTables? _otherFrames;
    private readonly HookFn<AttentionFnArgs, Tensor> _attend;

    /// <summary>Declares <c>pos_embedding</c> if learnable; the rotation tables are computed and never stored.</summary>
    /// <exception cref="Core.Errors.InputException">The head size does not divide by 16.</exception>
    public Rotary3DMixin(Rotary3DParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        _p = p;
        _table = new RotaryTable(p);
        _attend = Attend;
        _otherFrames = p.OtherFrames is { } other ? new SinCosTables(other) : null;
        _learnable = p.LearnablePositions
            ? AddWeight("pos_embedding", [1, p.TextLength + p.Grid.Count, p.HiddenSize], WeightInit.Zeros, trainable: p.Fit == PositionFit.Cut)
            : null;
    }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace<PositionEmbeddingArgs, Tensor?>(TransformerHooks.PositionEmbeddingForward, (args, context) =>
            _learnable is null ? null : Learned(_learnable.Value, args.Hidden_BSE, context));
        hooks.Replace(TransformerHooks.AttentionFn, _attend);
    }

    /// <summary>The mixin whose own hook function this is, if it is one's: then a wrapper around it may do its work together with the rotation.</summary>
    internal static Rotary3DMixin? Behind(HookFn<AttentionFnArgs, Tensor> next) => next.Target is Rotary3DMixin rotary && ReferenceEquals(next, rotary._attend) ? rotary : null;

    /// <summary>Whether queries and keys are normalised and rotated by the fused kernel.</summary>
    internal bool Fuses(AttentionFnArgs args, ForwardContext context) =>
        !_p.RotateValues && HeadKernel.Serves(args.Query_BNSD) && HeadKernel.Serves(args.Key_BNSD) && !context.TryGet(VideoContext.Rotary, out _);

    /// <summary>Normalises, rotates and attends where <see cref="Fuses"/>.</summary>
    internal Tensor Attend(AttentionFnArgs args, ForwardContext context, HeadNorm? queryNorm, HeadNorm? keyNorm)
    {
        using var scope = NewDisposeScope();
        var rotation = _table.For(context.Get(VideoContext.Grid), context.Get(VideoContext.TextLength), ScalarType.Float32, CPU);
        var turn = new HeadTurn(rotation.Cos_SD, rotation.Sin_SD);
        var turned = args with
        {
            Query_BNSD = HeadKernel.Apply(args.Query_BNSD, queryNorm, turn),
            Key_BNSD = HeadKernel.Apply(args.Key_BNSD, keyNorm, turn),
        };
        return TransformerHooks.AttentionFn.Default(turned, context).MoveToOuterDisposeScope();
    }

    /// <summary>Cosines and sines of the largest grid, [T, H, W, D] each, float32; the caller owns them.</summary>
    public (Tensor Cos_THWD, Tensor Sin_THWD) Table()
    {
        var rotation = _table.For(_p.Grid, 0, ScalarType.Float32, CPU);
        long[] shape = [_p.Grid.T, _p.Grid.H, _p.Grid.W, _p.HeadSize];
        return (rotation.Cos_SD.reshape(shape).clone(), rotation.Sin_SD.reshape(shape).clone());
    }

    private Tensor Attend(AttentionFnArgs args, ForwardContext context)
    {
        if (Fuses(args, context))
        {
            return Attend(args, context, null, null);
        }

        using var scope = NewDisposeScope();
        var text = context.Get(VideoContext.TextLength);
        using var given = context.TryGet(VideoContext.Rotary, out var positions) ? Rotation.Of(positions, text, args.Query_BNSD) : null;
        var rotation = given ?? _table.For(context.Get(VideoContext.Grid), text, args.Query_BNSD.dtype, args.Query_BNSD.device);
        var rotated = args with
        {
            Query_BNSD = rotation.Apply(args.Query_BNSD),
            Key_BNSD = rotation.Apply(args.Key_BNSD),
            Value_BNSD = _p.RotateValues ? rotation.Apply(args.Value_BNSD) : args.Value_BNSD,
        };
        return TransformerHooks.AttentionFn.Default(rotated, context).MoveToOuterDisposeScope();
    }

    private Tensor Learned(Tensor table, Tensor hidden_BSE, ForwardContext context)
    {
        var (grid, text) = (context.Get(VideoContext.Grid), context.Get(VideoContext.TextLength));
        if (_p.Fit != PositionFit.Cut && (grid != _p.Grid || text != _p.TextLength))
        {
            return _otherFrames is not null && text == _p.TextLength && (grid.H, grid.W) == (_p.Grid.H, _p.Grid.W)
                ? _otherFrames.For(grid, hidden_BSE)
                : throw new InputException(
                    $"The learned positions serve {_p.Grid} patches (t x h x w) and {_p.TextLength} text tokens only, not {grid} and {text}.");
        }

        using var scope = NewDisposeScope();

        // Some published files hold the table in float64.
        return table.narrow(1, 0, text + grid.Count).to(hidden_BSE.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _table.Dispose();
            _otherFrames?.Dispose();
        }

        base.Dispose(disposing);
    }
}
