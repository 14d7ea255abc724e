using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>
/// Runs a pass tile by tile. A tile is blended with its upper neighbour first, then with its left one, by a linear ramp; a
/// neighbour takes part as it is after its own blending. Of finished tiles only the edges that others need are kept.
/// Reference: diffusers autoencoder_kl_cogvideox.py.
/// </summary>
internal static class TiledPass
{
    private const int Frames = 2;
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
        var rows = new List<List<Tensor>>();
        Stream(x, height, width, tile => [pass(tile)], (part, _, _, left) =>
        {
            if (left == 0)
            {
                rows.Add([]);
            }

            rows[^1].Add(part.clone().MoveToOtherDisposeScope(scope));
        });
        return cat(rows.ConvertAll(row => cat(row, Columns)), Rows).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Run"/>, with results that come in pieces of time, the same ones for every tile, and are handed on at once.</summary>
    /// <param name="x">The whole picture.</param>
    /// <param name="height">Tiles along the height.</param>
    /// <param name="width">Tiles along the width.</param>
    /// <param name="pass">What is done with one tile, piece after piece.</param>
    /// <param name="sink">Takes each finished part: tile after tile, and of a tile piece after piece.</param>
    public static void Stream(Tensor x, TileSteps height, TileSteps width, Func<Tensor, IEnumerable<Tensor>> pass, PictureSink sink)
    {
        List<TileEdges> above = [], row = [];
        long y = 0;
        try
        {
            for (var top = 0L; top < x.size(Rows); top += height.Step)
            {
                row = [];
                var (left, kept) = (0L, (Rows: 0L, Columns: 0L));
                for (var start = 0L; start < x.size(Columns); start += width.Step)
                {
                    using var tile = Cut(x, top, start, height, width);
                    var edges = new TileEdges();
                    row.Add(edges);
                    kept = One(pass(tile), height, width, above.ElementAtOrDefault(row.Count - 1), row.Count > 1 ? row[^2] : null, edges, (part, frame) => sink(part, frame, y, left));
                    left += kept.Columns;
                }

                y += kept.Rows;
                above.ForEach(edges => edges.Dispose());
                above = row;
            }
        }
        finally
        {
            above.Concat(row).ToList().ForEach(edges => edges.Dispose());
        }
    }

    /// <summary>Size of the result along a side.</summary>
    /// <param name="size">Input cells.</param>
    /// <param name="steps">Tiles along the side.</param>
    /// <param name="factor">Output cells for each input cell.</param>
    public static long ResultSize(long size, TileSteps steps, int factor)
    {
        var result = 0L;
        for (var start = 0L; start < size; start += steps.Step)
        {
            result += Math.Min(steps.Keep, Math.Min(steps.Size, size - start) * factor);
        }

        return result;
    }

    private static (long Rows, long Columns) One(
        IEnumerable<Tensor> pieces, TileSteps height, TileSteps width, TileEdges? above, TileEdges? before, TileEdges edges, Action<Tensor, long> sink)
    {
        var (index, frame, kept) = (0, 0L, (0L, 0L));
        foreach (var piece in pieces)
        {
            using var scope = NewDisposeScope();
            var y = above is null ? piece : Blend(above.Bottom(index), piece, Rows, height.Blend);
            y = before is null ? y : Blend(before.Right(index), y, Columns, width.Blend);
            edges.Add(y, height.Blend, width.Blend);
            var part = y.slice(Rows, 0, height.Keep, 1).slice(Columns, 0, width.Keep, 1);
            kept = (part.size(Rows), part.size(Columns));
            sink(part, frame);
            frame += part.size(Frames);
            index++;
            piece.Dispose();
        }

        before?.ForgetRight();
        return kept;
    }

    private static Tensor Cut(Tensor x, long top, long left, TileSteps height, TileSteps width)
    {
        using var scope = NewDisposeScope();
        return x.slice(Rows, top, top + height.Size, 1).slice(Columns, left, left + width.Size, 1).clone().MoveToOuterDisposeScope();
    }

    /// <summary>The end of <paramref name="before"/> fades into the beginning of <paramref name="tile"/>.</summary>
    private static Tensor Blend(Tensor before, Tensor tile, int axis, int extent)
    {
        var count = Math.Min(Math.Min(before.size(axis), tile.size(axis)), extent);
        if (count == 0)
        {
            return tile;
        }

        long[] shape = [1, 1, 1, 1, 1];
        shape[axis] = count;
        var ramp = (arange(count, ScalarType.Float64, tile.device) / count).view(shape);
        var end = before.narrow(axis, before.size(axis) - count, count);
        var blended = (end * (1 - ramp).to(tile.dtype)) + (tile.narrow(axis, 0, count) * ramp.to(tile.dtype));
        return cat([blended, tile.narrow(axis, count, tile.size(axis) - count)], axis);
    }
}
