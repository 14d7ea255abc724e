using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// Doubles height and width and, if asked, time, by nearest neighbours, with a 3x3 convolution <c>conv</c> on each
/// frame. The copies in time are made after the convolution, which comes to the same at half its cost.
/// </summary>
internal sealed class Upsample3D : NetworkModule
{
    private readonly ConvLayer? _conv;
    private readonly bool _time;

    public Upsample3D(long channels, bool time, bool withConv = true)
        : base(nameof(Upsample3D))
    {
        _conv = withConv ? AddChild("conv", new ConvLayer(channels, channels, [3, 3])) : null;
        _time = time;
    }

    public Tensor Forward(Tensor x_BCTHW, TemporalGrouping grouping)
    {
        using var scope = NewDisposeScope();
        var shape = x_BCTHW.shape;
        var frames = shape[2];
        var y = nn.functional.interpolate(x_BCTHW, [frames, 2 * shape[3], 2 * shape[4]], mode: InterpolationMode.Nearest);
        if (_conv is not null)
        {
            using var large = y;
            y = _conv.Forward(large);
        }

        if (_time && frames > 1)
        {
            var apart = grouping.Apart(frames);
            y = y.index_select(2, arange(apart, 2 * frames, ScalarType.Int64, y.device).div(2, RoundingMode.floor));
        }

        return y.MoveToOuterDisposeScope();
    }
}
