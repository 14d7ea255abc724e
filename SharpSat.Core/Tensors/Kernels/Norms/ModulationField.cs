using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Norms;

/// <summary>Scale and shift of every channel and place, coarser than the features they act on.</summary>
/// <param name="Scale_BCthw">Scales.</param>
/// <param name="Shift_BCthw">Shifts, of the same shape.</param>
/// <param name="FirstApart">Whether the first frame belongs to the first small frame alone, and the others to the rest.</param>
internal sealed record ModulationField(Tensor Scale_BCthw, Tensor Shift_BCthw, bool FirstApart)
{
    /// <summary>Small frames.</summary>
    public int Frames { get; } = (int)Scale_BCthw.size(2);

    /// <summary>Small rows.</summary>
    public int Height { get; } = (int)Scale_BCthw.size(3);

    /// <summary>Small columns.</summary>
    public int Width { get; } = (int)Scale_BCthw.size(4);

    /// <summary>The small frame of a frame.</summary>
    public int FrameOf(int frame, int frames) =>
        frames == Frames ? frame : !FirstApart ? Nearest(frame, Frames, frames) : frame == 0 ? 0 : 1 + Nearest(frame - 1, Frames - 1, frames - 1);

    /// <summary>The small row of a row.</summary>
    public int RowOf(int row, int rows) => Nearest(row, Height, rows);

    /// <summary>The small column of a column.</summary>
    public int ColumnOf(int column, int columns) => Nearest(column, Width, columns);

    // As the library's nearest interpolation rounds.
    private static int Nearest(int place, int from, int to) => Math.Min((int)(place * ((float)from / to)), from - 1);
}
