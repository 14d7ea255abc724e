using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Frames that are filled part by part. The surrounding dispose scope owns them.</summary>
internal sealed class FrameCanvas
{
    private readonly FrameFormat _format;

    // A view of the frames in the decoder's order of axes.
    private readonly Tensor _frames_BCFHW;

    /// <summary>Makes room.</summary>
    /// <param name="format">The form that is wanted.</param>
    /// <param name="shape_BFCHW">Clips, frames, channels, height and width.</param>
    public FrameCanvas(FrameFormat format, long[] shape_BFCHW)
    {
        _format = format;
        var (b, f, c, h, w) = (shape_BFCHW[0], shape_BFCHW[1], shape_BFCHW[2], shape_BFCHW[3], shape_BFCHW[4]);
        Frames = empty(format.ChannelsLast ? [b, f, h, w, c] : shape_BFCHW, format.Dtype, format.Device);
        _frames_BCFHW = format.ChannelsLast ? Frames.permute(0, 4, 1, 2, 3) : Frames.permute(0, 2, 1, 3, 4);
    }

    /// <summary>The frames in the form that is wanted.</summary>
    public Tensor Frames { get; }

    /// <summary>Converts a part and puts it in its place.</summary>
    public void Put(Tensor part_BCFHW, long clip, long frame, long top, long left)
    {
        using var scope = NewDisposeScope();
        var place = _frames_BCFHW.narrow(0, clip, part_BCFHW.size(0)).narrow(2, frame, part_BCFHW.size(2)).narrow(3, top, part_BCFHW.size(3)).narrow(4, left, part_BCFHW.size(4));
        place.copy_(_format.Convert(part_BCFHW));
    }
}
