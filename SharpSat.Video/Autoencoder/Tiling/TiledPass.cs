using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>
/// Runs a pass tile by tile and joins the results. A tile is blended with its upper neighbour first, then with its left one,
/// by a linear ramp; a neighbour takes part as it is after its own blending. Reference: diffusers autoencoder_kl_cogvideox.py.
/// </summary>
internal static class TiledPass
{
    private const int Rows = 3;
    private const int Columns = 4;

    /// <summary>[B, C, time, H, W] to what <paramref name="pass"/> makes of it; sides that fit no tile can come out larger.</summary>
    /// <param name="x">The whole picture.</param>
    /// <param name="height">Tiles along the height.</param>
    /// <param name="width">Tiles along the width.</param>
    /// <param name="pass">What is done with one tile.</param>
    public static Tensor Run(Tensor x, TileSteps height, TileSteps width, Func<Tensor, Tensor> pass)
    {
        using var scope = NewDisposeScope();
        var rows = new List<Tensor>();
        List<Tensor>? above = null;
        for (var top = 0L; top < x.size(Rows); top += height.Step)
        {
            var row = new List<Tensor>();
            for (var left = 0L; left < x.size(Columns); left += width.Step)
            {
                using var tile = x.slice(Rows, top, top + height.Size, 1).slice(Columns, left, left + width.Size, 1).contiguous();
                var y = pass(tile);
                y = above is null ? y : Blend(above[row.Count], y, Rows, height.Blend);
                row.Add(row.Count == 0 ? y : Blend(row[^1], y, Columns, width.Blend));
            }

            rows.Add(cat(row.Select(y => y.slice(Rows, 0, height.Keep, 1).slice(Columns, 0, width.Keep, 1)).ToList(), Columns));
            above?.ForEach(y => y.Dispose());
            above = row;
        }

        return cat(rows, Rows).MoveToOuterDisposeScope();
    }

    /// <summary>The end of <paramref name="before"/> fades into the beginning of <paramref name="tile"/>, which is consumed.</summary>
    private static Tensor Blend(Tensor before, Tensor tile, int axis, int extent)
    {
        var count = Math.Min(Math.Min(before.size(axis), tile.size(axis)), extent);
        if (count == 0)
        {
            return tile;
        }

        using var scope = NewDisposeScope();
        long[] shape = [1, 1, 1, 1, 1];
        shape[axis] = count;
        var ramp = (arange(count, ScalarType.Float64, tile.device) / count).view(shape);
        var end = before.narrow(axis, before.size(axis) - count, count);
        var blended = (end * (1 - ramp).to(tile.dtype)) + (tile.narrow(axis, 0, count) * ramp.to(tile.dtype));
        var result = cat([blended, tile.narrow(axis, count, tile.size(axis) - count)], axis).MoveToOuterDisposeScope();
        tile.Dispose();
        return result;
    }
}
