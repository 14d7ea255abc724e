using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>Sizes of a <see cref="SinCos3DMixin"/>.</summary>
public sealed record SinCos3DParams
{
    /// <summary>Patches of the largest sample.</summary>
    public required PatchGrid Grid { get; init; }

    /// <summary>Width E; divides by 8.</summary>
    [Range(1, int.MaxValue)]
    public required int HiddenSize { get; init; }

    /// <summary>Text tokens; their rows are zeros.</summary>
    [Range(1, int.MaxValue)]
    public required int TextLength { get; init; }

    /// <summary>Rows are divided by this.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double HeightInterpolation { get; init; } = 1;

    /// <summary>Columns are divided by this.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double WidthInterpolation { get; init; } = 1;

    /// <summary>Frames are divided by this.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double TimeInterpolation { get; init; } = 1;

    /// <summary>Where the positions of other sizes come from.</summary>
    public PositionFit Fit { get; init; } = PositionFit.Cut;
}

/// <summary>
/// Replaces position_embedding_forward by a fixed 3D sine-cosine table: a quarter of the width for time, the rest for
/// (column, row). Smaller samples take the first rows of the flat table, one frame the first frame, as the 2b weights
/// were trained, or (<see cref="PositionFit.FitToBase"/>) a table of their own size, and then nothing is stored.
/// References: CogVideo sat/dit_video_concat.py, Basic3DPositionEmbeddingMixin; diffusers embeddings.py, CogVideoXPatchEmbed.
/// </summary>
[Mixin("sincos3d", Aliases = ["dit_video_concat.Basic3DPositionEmbeddingMixin"])]
public sealed class SinCos3DMixin : ModelMixin
{
    private readonly SinCos3DParams _p;
    private readonly Weight? _table;
    private readonly SinCosTables _computed;

    /// <summary>Declares the fixed <c>pos_embedding</c> [1, text + patches, E], unless tables are computed for each size.</summary>
    /// <exception cref="InputException">The width does not divide by 8.</exception>
    public SinCos3DMixin(SinCos3DParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.HiddenSize % 8 != 0)
        {
            throw new InputException($"3D sine-cosine positions need a hidden_size that divides by 8; {p.HiddenSize} does not (nearest: {p.HiddenSize / 8 * 8}, {(p.HiddenSize / 8 * 8) + 8}).");
        }

        _p = p;
        _computed = new SinCosTables(p);
        _table = p.Fit == PositionFit.Cut
            ? AddWeight("pos_embedding", [1, p.TextLength + p.Grid.Count, p.HiddenSize], WeightInit.Table(() => Compute(p, p.Grid)), trainable: false)
            : null;
    }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Replace<PositionEmbeddingArgs, Tensor?>(TransformerHooks.PositionEmbeddingForward, (args, context) =>
        {
            var grid = context.Get(VideoContext.Grid);
            var text = context.Get(VideoContext.TextLength);
            if (text != _p.TextLength)
            {
                throw new InputException($"This model's position table needs exactly {_p.TextLength} text tokens, not {text}.");
            }

            if (_table is null)
            {
                return _computed.For(grid, args.Hidden_BSE);
            }

            if (grid.Count > _p.Grid.Count)
            {
                throw new InputException(
                    $"A sample of {grid} patches (t x h x w) does not fit the position table of {_p.Grid}; use at most {_p.Grid.Count} patches.");
            }

            return _table.Value.narrow(1, 0, text + grid.Count);
        });
    }

    /// <summary>The table that this mixin computes for a size [1, text + patches, E], float32.</summary>
    public Tensor TableOf(PatchGrid grid) => Compute(_p, grid);

    /// <summary>The table of a size [1, text + patches, E], float32; text rows are zeros.</summary>
    /// <param name="p">Width, text length and interpolation.</param>
    /// <param name="grid">Patches.</param>
    public static Tensor Compute(SinCos3DParams p, PatchGrid grid)
    {
        ArgumentNullException.ThrowIfNull(p);
        var e = p.HiddenSize;
        var (temporal, spatial) = (e / 4, e / 4 * 3);
        var values = new float[(p.TextLength + grid.Count) * e];
        var row = p.TextLength;
        for (var t = 0; t < grid.T; t++)
        {
            for (var h = 0; h < grid.H; h++)
            {
                for (var w = 0; w < grid.W; w++, row++)
                {
                    var target = values.AsSpan(row * e, e);
                    SinCos1D.Fill(target[..temporal], (float)(t / (float)p.TimeInterpolation));
                    SinCos1D.Fill(target.Slice(temporal, spatial / 2), (float)(w / (float)p.WidthInterpolation));
                    SinCos1D.Fill(target[(temporal + (spatial / 2))..], (float)(h / (float)p.HeightInterpolation));
                }
            }
        }

        return tensor(values, [1, p.TextLength + grid.Count, e]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _computed.Dispose();
        }

        base.Dispose(disposing);
    }
}
