using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// A 3D convolution that looks only back in time: zero padding in space, and in time the frames before it, which are
/// those of the chunk before (from the cache) or copies of the first frame. Weights <c>conv.weight</c>, <c>conv.bias</c>.
/// </summary>
internal sealed class CausalConv3d : NetworkModule
{
    private readonly ConvLayer _conv;
    private readonly long _before;

    public CausalConv3d(long inChannels, long outChannels, long kernel = 3)
        : this(inChannels, outChannels, [kernel, kernel, kernel])
    {
    }

    /// <summary>Kernel sizes are (time, height, width); height and width are odd.</summary>
    public CausalConv3d(long inChannels, long outChannels, long[] kernel, double? biasValue = null)
        : base(nameof(CausalConv3d))
    {
        _conv = AddChild("conv", new ConvLayer(inChannels, outChannels, kernel, biasValue: biasValue));
        _before = kernel[0] - 1;
    }

    public Tensor Forward(Tensor x_BCTHW, ConvCache? cache)
    {
        if (_before == 0)
        {
            return _conv.Forward(x_BCTHW);
        }

        using var scope = NewDisposeScope();
        var past = cache?.Find(this) ?? x_BCTHW.narrow(2, 0, 1).expand(-1, -1, _before, -1, -1);
        var padded = cat([past, x_BCTHW], 2);
        cache?.Store(this, padded.narrow(2, padded.size(2) - _before, _before));
        return _conv.Forward(padded).MoveToOuterDisposeScope();
    }
}
