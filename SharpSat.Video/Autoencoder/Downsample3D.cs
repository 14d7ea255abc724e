using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// Halves height and width and, if asked, time: frames are averaged in pairs first (one left over is dropped), then
/// each frame is padded right and bottom by one and goes through a stride-2 3x3 convolution <c>conv</c> (or, without
/// one, 2x2 averaging).
/// </summary>
internal sealed class Downsample3D : NetworkModule
{
    private readonly ConvLayer? _conv;
    private readonly bool _time;

    /// <param name="channels">Channels of the input.</param>
    /// <param name="time">Whether time is halved too.</param>
    /// <param name="withConv">Whether space is halved by the convolution.</param>
    /// <param name="outChannels">Channels the convolution makes; null for as many as come in.</param>
    public Downsample3D(long channels, bool time, bool withConv = true, long? outChannels = null)
        : base(nameof(Downsample3D))
    {
        _conv = withConv ? AddChild("conv", new ConvLayer(channels, outChannels ?? channels, [3, 3], spatialStride: 2, padSpace: false)) : null;
        _time = time;
    }

    public Tensor Forward(Tensor x_BCTHW, TemporalGrouping grouping)
    {
        using var scope = NewDisposeScope();
        var x = _time ? AveragePairs(x_BCTHW, grouping.Apart(x_BCTHW.size(2))) : x_BCTHW;
        return (_conv is null
            ? nn.functional.avg_pool3d(x, [1, 2, 2], [1, 2, 2])
            : _conv.Forward(nn.functional.pad(x, [0, 1, 0, 1]))).MoveToOuterDisposeScope();
    }

    private static Tensor AveragePairs(Tensor x_BCTHW, long apart)
    {
        var frames = x_BCTHW.size(2);
        if (frames == 1)
        {
            return x_BCTHW;
        }

        var end = frames - ((frames - apart) % 2);
        var mean = x_BCTHW.slice(2, apart, end, 2).add(x_BCTHW.slice(2, apart + 1, end, 2)).mul_(0.5);
        return apart == 0 ? mean : cat([x_BCTHW.narrow(2, 0, 1), mean], 2);
    }
}
