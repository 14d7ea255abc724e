using SharpSat.Core.Errors;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>
/// 3D rotary angles: of D values of a head, D/4 turn with the frame, 3D/8 with the row, 3D/8 with the column. Every
/// frequency stands twice, once for either half of its pair. References: CogVideo sat/dit_video_concat.py, diffusers
/// embeddings.py (get_3d_rotary_pos_embed).
/// </summary>
public static class RotaryGrid
{
    /// <summary>Base of the frequencies.</summary>
    public const double DefaultTheta = 10000;

    /// <summary>How many values of a head turn with frame, row and column.</summary>
    /// <exception cref="InputException">The head size does not divide by 16.</exception>
    public static (int T, int H, int W) Parts(int headSize) => headSize > 0 && headSize % 16 == 0
        ? (headSize / 4, headSize / 8 * 3, headSize / 8 * 3)
        : throw new InputException(
            $"3D rotary positions need a head size that divides by 16; {headSize} does not (nearest: {Math.Max(16, headSize / 16 * 16)}, {(headSize / 16 * 16) + 16}).");

    /// <summary>Angles of a sample's patches in (t, h, w) order [S, D], float32; the caller's scope owns them.</summary>
    /// <param name="fit">Where the positions come from.</param>
    /// <param name="largest">The base grid, or the largest one.</param>
    /// <param name="grid">Patches of the sample.</param>
    /// <param name="headSize">D.</param>
    /// <param name="theta">Base of the frequencies.</param>
    /// <exception cref="InputException">The grid is larger than positions can be cut for.</exception>
    public static Tensor Angles(PositionFit fit, PatchGrid largest, PatchGrid grid, int headSize, double theta = DefaultTheta)
    {
        Check(fit, largest, grid);
        var (sizeT, sizeH, sizeW) = Parts(headSize);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (rows, columns) = (Whole(grid.H), Whole(grid.W));
        if (fit == PositionFit.FitToBase)
        {
            var region = CropRegion.Fit((largest.H, largest.W), (grid.H, grid.W));
            rows = Spread(region.Top, region.Bottom, grid.H);
            columns = Spread(region.Left, region.Right, grid.W);
        }

        var t = Axis(Whole(grid.T), sizeT, theta).view(grid.T, 1, 1, sizeT).expand(grid.T, grid.H, grid.W, sizeT);
        var h = Axis(rows, sizeH, theta).view(1, grid.H, 1, sizeH).expand(grid.T, grid.H, grid.W, sizeH);
        var w = Axis(columns, sizeW, theta).view(1, 1, grid.W, sizeW).expand(grid.T, grid.H, grid.W, sizeW);
        return cat([t, h, w], -1).reshape(grid.Count, headSize).MoveToOuterDisposeScope();
    }

    private static void Check(PositionFit fit, PatchGrid largest, PatchGrid grid)
    {
        var frames = fit == PositionFit.Cut && grid.T > largest.T;
        if (frames || (fit != PositionFit.FitToBase && (grid.H > largest.H || grid.W > largest.W)))
        {
            throw new InputException(
                $"A sample of {grid} patches (t x h x w) is larger than the rotary table of {largest}; reduce it to at most {largest} (height and width are not interchangeable).");
        }
    }

    private static Tensor Whole(int count) => arange(count, ScalarType.Float32);

    // The end is scaled, not the step, so a region that does not begin at 0 is sampled a little beyond even steps, as in diffusers.
    private static Tensor Spread(int start, int stop, int count) => linspace(start, stop * (count - 1) / (double)count, count, ScalarType.Float32);

    private static Tensor Axis(Tensor positions, int size, double theta)
    {
        var frequencies = 1.0 / pow(theta, arange(0, size, 2, ScalarType.Float32) / size);
        return outer(positions, frequencies).repeat_interleave(2, -1);
    }
}
