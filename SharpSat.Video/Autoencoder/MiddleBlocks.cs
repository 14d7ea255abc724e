using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>The two residual blocks at the lowest resolution, <c>block_1</c> and <c>block_2</c>.</summary>
internal sealed class MiddleBlocks : NetworkModule
{
    private readonly ResnetBlock3D _first;
    private readonly ResnetBlock3D _second;

    public MiddleBlocks(long channels, NormSettings norm, long? latentChannels = null)
        : base(nameof(MiddleBlocks))
    {
        _first = AddChild("block_1", new ResnetBlock3D(channels, channels, norm, latentChannels));
        _second = AddChild("block_2", new ResnetBlock3D(channels, channels, norm, latentChannels));
    }

    public Tensor Forward(Tensor x_BCTHW, FramePass pass)
    {
        using var hidden = _first.Forward(x_BCTHW, pass);
        return _second.Forward(hidden, pass);
    }
}
